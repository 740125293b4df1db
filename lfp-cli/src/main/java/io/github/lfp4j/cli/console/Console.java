package io.github.lfp4j.cli.console;

import io.github.lfp4j.cli.output.Interruption;
import java.io.PrintWriter;

/** A command's voice: results go to standard output, everything else to standard error. */
public final class Console {
  private final PrintWriter out;
  private final PrintWriter err;
  private final Verbosity verbosity;
  private final Terminal terminal;
  private final Interruption interruption;

  /**
   * @param out receives results
   * @param err receives progress and remarks
   * @param verbosity how much is wanted
   * @param terminal what {@code err} is connected to
   * @param interruption ends a progress bar's line when the process is told to end
   */
  public Console(
      PrintWriter out,
      PrintWriter err,
      Verbosity verbosity,
      Terminal terminal,
      Interruption interruption) {
    this.out = out;
    this.err = err;
    this.verbosity = verbosity;
    this.terminal = terminal;
    this.interruption = interruption;
  }

  /** How much is wanted. */
  public Verbosity verbosity() {
    return verbosity;
  }

  /** Prints a line of the result, unless only errors are wanted. */
  public void print(String line) {
    if (verbosity != Verbosity.QUIET) {
      out.println(line);
    }
  }

  /** Prints a table of the result, unless only errors are wanted. */
  public void print(TextTable table) {
    table.lines().forEach(this::print);
  }

  /** Prints a remark on standard error, unless only errors are wanted. */
  public void remark(String line) {
    if (verbosity != Verbosity.QUIET) {
      err.println(line);
      err.flush();
    }
  }

  /** Prints on standard error what is wanted with {@code --verbose} only. */
  public void detail(String line) {
    if (verbosity == Verbosity.VERBOSE) {
      err.println(line);
      err.flush();
    }
  }

  /**
   * Shows how far something has come: a bar on a terminal, now and then a line where {@code
   * --verbose} asks for it, else nothing.
   *
   * @param task a few words, for example {@code epoch 1 of 3}
   * @param total how many units there are to do, or -1 if that is not known
   * @param unit what is counted, in the plural, for example {@code examples}
   * @return to be told about each step and closed at the end
   */
  public Progress progress(String task, long total, String unit) {
    if (verbosity == Verbosity.QUIET) {
      return new SilentProgress();
    }
    if (terminal.interactive()) {
      return new BarProgress(err, terminal, interruption, task, total, unit);
    }
    return verbosity == Verbosity.VERBOSE
        ? new LineProgress(err, task, total, unit)
        : new SilentProgress();
  }
}
