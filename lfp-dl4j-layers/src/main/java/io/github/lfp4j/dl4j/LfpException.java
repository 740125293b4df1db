package io.github.lfp4j.dl4j;

/**
 * A network that cannot be trained or explained by LFP as it is; the message says why, in one
 * sentence.
 */
public class LfpException extends RuntimeException {

  /** One sentence: what is wrong, where, and what to do instead. */
  public LfpException(String message) {
    super(message);
  }
}
