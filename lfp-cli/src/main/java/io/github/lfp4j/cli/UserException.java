package io.github.lfp4j.cli;

/**
 * Something that the person at the keyboard can put right; ends the command with {@link
 * ExitStatus#USAGE}.
 */
public final class UserException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param sentence what is wrong and what to do, shown as it is
   */
  public UserException(String sentence) {
    super(sentence);
  }

  /**
   * @param sentence what is wrong and what to do, shown as it is
   * @param cause where it was noticed; shown with {@code --verbose} only
   */
  public UserException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
