package io.github.lfp4j.cli;

import ch.qos.logback.classic.Logger;
import io.github.lfp4j.cli.console.Verbosity;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Finds the command that was meant, runs it, and turns whatever it throws into one sentence on
 * standard error and an exit status.
 */
public final class CommandTree {
  private static final int NARROWEST_HELP = 60;
  private static final int WIDEST_HELP = 100;

  private final CommandContext context;
  private final List<Object> commands;
  private final Failures failures;

  /**
   * @param context what commands know about their process
   * @param commands objects annotated with {@link picocli.CommandLine.Command}
   * @param failures describes what they throw
   */
  public CommandTree(CommandContext context, List<Object> commands, Failures failures) {
    this.context = context;
    this.commands = List.copyOf(commands);
    this.failures = failures;
  }

  /**
   * Runs one command.
   *
   * @param out receives results
   * @param err receives progress and errors
   * @param args the command's name and its options
   * @return an exit status, see {@link ExitStatus}
   */
  public int run(PrintWriter out, PrintWriter err, String... args) {
    CommandLine line = commandLine(out, err);
    try {
      return line.execute(args);
    } catch (Throwable t) {
      // Errors (memory, missing native libraries) pass picocli's own handler.
      return report(line, t, line.getParseResult());
    } finally {
      out.flush();
      err.flush();
    }
  }

  private CommandLine commandLine(PrintWriter out, PrintWriter err) {
    CommandLine line = new CommandLine(new LfpCommand(context));
    commands.forEach(line::addSubcommand);
    line.addSubcommand(new CommandLine.HelpCommand());
    // After all sub-commands are there: these settings are handed down to them.
    return line.setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExpandAtFiles(false)
        .setUsageHelpWidth(
            Math.max(NARROWEST_HELP, Math.min(WIDEST_HELP, context.terminal().columns())))
        .setExecutionStrategy(CommandTree::execute)
        .setParameterExceptionHandler((e, arguments) -> misused(e))
        .setExecutionExceptionHandler((e, failed, parsed) -> report(failed, e, parsed));
  }

  private static int execute(ParseResult parsed) {
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME))
        .setLevel(Verbosity.of(parsed).logLevel());
    return new CommandLine.RunLast().execute(parsed);
  }

  private static int misused(ParameterException e) {
    CommandLine line = e.getCommandLine();
    String name = line.getCommandSpec().qualifiedName();
    String problem =
        e instanceof UnmatchedArgumentException unmatched
            ? unknown(unmatched.getUnmatched().get(0), line)
            : stripStop(e.getMessage()) + ".";
    line.getErr().println(name + ": " + problem + " Try '" + name + " --help'.");
    return ExitStatus.USAGE;
  }

  private static String unknown(String word, CommandLine line) {
    boolean option = word.startsWith("-");
    Set<String> known =
        option ? line.getCommandSpec().optionsMap().keySet() : line.getSubcommands().keySet();
    if (!option && known.isEmpty()) {
      return "'" + word + "' is one word too many.";
    }
    String typed = option ? word.replaceFirst("=.*", "") : word;
    return "There is no "
        + (option ? "option" : "command")
        + " '"
        + typed
        + "'"
        + Misspelling.meant(typed, known).map(m -> "; did you mean '" + m + "'?").orElse(".");
  }

  private int report(CommandLine line, Throwable t, ParseResult parsed) {
    Failure failure = failures.describe(t);
    CommandLine failed = deepest(line, parsed);
    line.getErr().println(failed.getCommandSpec().qualifiedName() + ": " + failure.sentence());
    if (Verbosity.of(parsed) == Verbosity.VERBOSE) {
      t.printStackTrace(line.getErr());
    }
    return failure.status();
  }

  private static CommandLine deepest(CommandLine line, ParseResult parsed) {
    ParseResult last = parsed;
    while (last != null && last.subcommand() != null) {
      last = last.subcommand();
    }
    return last == null ? line : last.commandSpec().commandLine();
  }

  private static String stripStop(String message) {
    String text = message == null ? "wrong use" : message.strip().replaceAll("\\s+", " ");
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }
}
