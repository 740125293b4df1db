package io.github.lfp4j.cli;

/** What the process tells the shell; scripts rely on these numbers. */
public final class ExitStatus {
  /** The command did what was asked. */
  public static final int DONE = 0;

  /** The command was asked properly and could not do it. */
  public static final int FAILED = 1;

  /** Wrong options, or input that cannot be used; nothing was computed from it. */
  public static final int USAGE = 2;

  /** Ctrl-C, or another signal that asks the process to end. */
  public static final int INTERRUPTED = 130;

  private ExitStatus() {}
}
