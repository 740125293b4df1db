package io.github.lfp4j.cli.console;

import java.nio.charset.Charset;
import java.util.Locale;

/**
 * What standard error is connected to.
 *
 * @param interactive whether a person may be watching, so that lines can be redrawn
 * @param columns its width in characters
 * @param unicode whether it shows characters beyond ASCII
 */
public record Terminal(boolean interactive, int columns, boolean unicode) {
  private static final int USUAL_WIDTH = 80;

  /** Not a terminal: a file, a pipe, or a test. */
  public static final Terminal NONE = new Terminal(false, USUAL_WIDTH, false);

  /**
   * Finds out about this process. Java cannot ask whether standard error is a terminal; the
   * launcher can, and says so by the properties {@code lfp.terminal} and {@code lfp.columns};
   * without them it is taken for none.
   */
  public static Terminal detect() {
    boolean terminal = Boolean.getBoolean("lfp.terminal");
    boolean canRedraw = !"dumb".equals(System.getenv("TERM"));
    return new Terminal(
        terminal && canRedraw,
        columns(System.getProperty("lfp.columns")),
        charset().name().toUpperCase(Locale.ROOT).startsWith("UTF"));
  }

  /** The encoding of the terminal's characters, which need not be the one of files. */
  public static Charset charset() {
    return Charset.forName(System.getProperty("native.encoding", "US-ASCII"));
  }

  private static int columns(String told) {
    try {
      int columns = told == null ? 0 : Integer.parseInt(told.strip());
      return columns > 0 ? columns : USUAL_WIDTH;
    } catch (NumberFormatException e) {
      return USUAL_WIDTH;
    }
  }
}
