package io.github.lfp4j.cli;

import io.github.lfp4j.cli.console.Terminal;
import io.github.lfp4j.cli.output.Interruption;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** Where the {@code lfp} command starts. */
public final class LfpMain {
  private LfpMain() {}

  /**
   * Runs one command and ends the process with its exit status.
   *
   * @param args the command's name and its options
   */
  public static void main(String[] args) {
    Interruption interruption = new Interruption();
    interruption.endProcessOnSignal(System.err);
    PrintWriter out = new PrintWriter(System.out, true, Terminal.charset());
    PrintWriter err = new PrintWriter(System.err, true, Terminal.charset());
    CommandContext context = new CommandContext(Terminal.detect(), interruption);
    int status;
    try {
      status = commandTree(context).run(out, err, args);
    } catch (Throwable t) {
      // Before any command runs: a class path without what it should hold, or a broken provider.
      Failure failure = new Failures(Map.of()).describe(t);
      err.println("lfp: " + failure.sentence());
      status = failure.status();
    }
    interruption.workIsDone();
    // Not a plain return: native code and prefetching iterators may leave threads behind.
    System.exit(status);
  }

  /** All commands: those of this module first, then those of modules that happen to be there. */
  static CommandTree commandTree(CommandContext context) {
    List<CommandProvider> providers = new ArrayList<>();
    providers.add(new BuiltInCommands());
    ServiceLoader.load(CommandProvider.class).forEach(providers::add);
    List<Object> commands = new ArrayList<>();
    Map<Class<? extends Throwable>, Integer> failures = new LinkedHashMap<>();
    for (CommandProvider provider : providers) {
      commands.addAll(provider.commands());
      failures.putAll(provider.failures());
    }
    return new CommandTree(context, commands, new Failures(failures));
  }
}
