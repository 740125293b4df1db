package io.github.lfp4j.bench;

import io.github.lfp4j.bench.study.StudyCommand;
import io.github.lfp4j.cli.CommandProvider;
import java.util.List;

/** The commands of this module. */
public final class BenchCommands implements CommandProvider {

  /** Called by the service loader. */
  public BenchCommands() {}

  @Override
  public List<Object> commands() {
    return List.of(new BenchCommand(), new StudyCommand());
  }
}
