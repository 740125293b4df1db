package io.github.lfp4j.cli.console;

import ch.qos.logback.classic.Level;
import picocli.CommandLine.ParseResult;

/** How much a command says. */
public enum Verbosity {
  /** Errors only. */
  QUIET,
  /** Results, progress and warnings. */
  NORMAL,
  /** Also what the libraries log, and stack traces of failures. */
  VERBOSE;

  /** From which level on messages of the libraries are shown. */
  public Level logLevel() {
    return switch (this) {
      case QUIET -> Level.ERROR;
      case NORMAL -> Level.WARN;
      case VERBOSE -> Level.INFO;
    };
  }

  /**
   * What the options say.
   *
   * @param quiet whether {@code --quiet} was given
   * @param verbose whether {@code --verbose} was given
   */
  public static Verbosity of(boolean quiet, boolean verbose) {
    return verbose ? VERBOSE : quiet ? QUIET : NORMAL;
  }

  /**
   * What was asked for on a command line, at whichever of its commands.
   *
   * @param parsed the parsed command line, or null where it could not be parsed
   */
  public static Verbosity of(ParseResult parsed) {
    boolean quiet = false;
    boolean verbose = false;
    for (ParseResult p = parsed; p != null; p = p.subcommand()) {
      quiet |= p.hasMatchedOption("--quiet");
      verbose |= p.hasMatchedOption("--verbose");
    }
    return of(quiet, verbose);
  }
}
