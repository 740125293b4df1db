package io.github.lfp4j.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code lfp} itself, which only knows its sub-commands. */
@Command(
    name = "lfp",
    mixinStandardHelpOptions = true,
    description = {
      "Layer-wise Feedback Propagation for Deeplearning4j: train networks without gradients,"
          + " rank what their parts contribute, and prune them."
    },
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "'lfp demo' shows it all in a minute or two; 'lfp COMMAND --help' explains a command.",
      "Exit status: 0 done, 1 failed, 2 wrong use or bad input, 130 interrupted."
    },
    versionProvider = Version.class)
final class LfpCommand implements Runnable {
  private final CommandContext context;

  @Spec private CommandSpec spec;

  LfpCommand(CommandContext context) {
    this.context = context;
  }

  /** The process that the given command, or any command below it, runs in. */
  static CommandContext contextOf(CommandSpec spec) {
    return ((LfpCommand) spec.root().userObject()).context;
  }

  @Override
  public void run() {
    CommandLine line = spec.commandLine();
    throw new ParameterException(line, "a command is missing, such as 'lfp demo'");
  }
}
