package io.github.lfp4j.pruning;

/**
 * A model or request that cannot be served; the message says why and what to do, in one sentence.
 */
public class PruningException extends RuntimeException {

  /** One sentence. */
  public PruningException(String message) {
    super(message);
  }

  /** One sentence, and what led to it. */
  public PruningException(String message, Throwable cause) {
    super(message, cause);
  }
}
