package io.github.lfp4j.cli;

import io.github.lfp4j.cli.console.Terminal;
import io.github.lfp4j.cli.output.Interruption;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/**
 * What one run of the command line said, without a process of its own.
 *
 * @param status the exit status
 * @param out standard output
 * @param err standard error
 */
public record InProcess(int status, String out, String err) {
  /** Runs a command. */
  public static InProcess run(Object... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] args = List.of(words).stream().map(Object::toString).toArray(String[]::new);
    CommandContext context = new CommandContext(Terminal.NONE, new Interruption());
    int status = LfpMain.commandTree(context).run(new PrintWriter(out), new PrintWriter(err), args);
    return new InProcess(status, out.toString(), err.toString());
  }

  /** Runs a command that has to succeed. */
  public static InProcess done(Object... words) {
    InProcess result = run(words);
    if (result.status() != ExitStatus.DONE) {
      throw new AssertionError("status " + result.status() + ": " + result.err());
    }
    return result;
  }
}
