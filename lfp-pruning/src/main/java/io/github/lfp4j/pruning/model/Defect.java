package io.github.lfp4j.pruning.model;

/**
 * What is wrong with a part of a file; the message is the end of a sentence, to which who knows the
 * file adds the beginning.
 */
final class Defect extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Defect(String reason) {
    super(reason);
  }

  Defect(String reason, Throwable cause) {
    super(reason, cause);
  }
}
