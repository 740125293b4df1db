package io.github.lfp4j.cli;

import io.github.lfp4j.cli.command.ConvertCommand;
import io.github.lfp4j.cli.command.DemoCommand;
import io.github.lfp4j.cli.command.EvaluateCommand;
import io.github.lfp4j.cli.command.ExplainCommand;
import io.github.lfp4j.cli.command.InspectCommand;
import io.github.lfp4j.cli.command.PruneCommand;
import io.github.lfp4j.cli.command.RankCommand;
import io.github.lfp4j.cli.command.TrainCommand;
import io.github.lfp4j.cli.command.VerifyCommand;
import io.github.lfp4j.datasets.DataException;
import io.github.lfp4j.dl4j.LfpException;
import io.github.lfp4j.pruning.PruningException;
import java.util.List;
import java.util.Map;

/** The commands of this module, and the exceptions by which its libraries speak to the user. */
final class BuiltInCommands implements CommandProvider {
  @Override
  public List<Object> commands() {
    return List.of(
        new DemoCommand(),
        new TrainCommand(),
        new EvaluateCommand(),
        new RankCommand(),
        new PruneCommand(),
        new ExplainCommand(),
        new ConvertCommand(),
        new InspectCommand(),
        new VerifyCommand());
  }

  @Override
  public Map<Class<? extends Throwable>, Integer> failures() {
    return Map.of(
        DataException.class, ExitStatus.USAGE,
        LfpException.class, ExitStatus.USAGE,
        PruningException.class, ExitStatus.USAGE);
  }
}
