package io.github.lfp4j.datasets;

/**
 * The data cannot be had. The message is one sentence for the person who asked: what is wrong and
 * what to do about it.
 */
public final class DataException extends RuntimeException {

  /**
   * @param sentence what is wrong and what to do
   */
  public DataException(String sentence) {
    super(sentence);
  }

  /**
   * @param sentence what is wrong and what to do
   * @param cause what a developer may want to see besides
   */
  public DataException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
