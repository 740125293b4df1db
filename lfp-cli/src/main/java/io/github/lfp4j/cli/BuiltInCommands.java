package io.github.lfp4j.cli;

import java.util.List;
import java.util.Map;

/** The commands of this module, and the exceptions by which its libraries speak to the user. */
final class BuiltInCommands implements CommandProvider {
  @Override
  public List<Object> commands() {
    return List.of();
  }

  @Override
  public Map<Class<? extends Throwable>, Integer> failures() {
    return Map.of();
  }
}
