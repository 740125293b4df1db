package io.github.lfp4j.cli;

import java.util.List;
import java.util.Map;

/**
 * Adds commands to {@code lfp} from another module. Implementations have a constructor without
 * arguments and are found by {@link java.util.ServiceLoader}.
 */
public interface CommandProvider {
  /**
   * The commands, in the order in which the help lists them.
   *
   * @return new objects of classes annotated with {@link picocli.CommandLine.Command}, each with a
   *     name that no other command has
   */
  List<Object> commands();

  /**
   * Exceptions whose message is one sentence meant for the user, with the exit status that they
   * stand for. Subclasses of a listed class count as well; the nearest class decides.
   *
   * @return an exit status per class of exception; none unless overridden
   */
  default Map<Class<? extends Throwable>, Integer> failures() {
    return Map.of();
  }
}
