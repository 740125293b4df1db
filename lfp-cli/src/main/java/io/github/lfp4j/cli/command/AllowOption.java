package io.github.lfp4j.cli.command;

import io.github.lfp4j.cli.UserException;
import io.github.lfp4j.pruning.model.ReadOptions;
import java.util.List;
import picocli.CommandLine.Option;

/** The option by which models with classes of one's own are read. */
public final class AllowOption {

  @Option(
      names = "--allow-class",
      paramLabel = "CLASS",
      description =
          "The full name of a class that a model may name besides Deeplearning4j's and lfp's, such as"
              + " a layer of your own; it must be on the class path. May be given several times.")
  private List<String> allowedClasses = List.of();

  /** What model files may name. */
  ReadOptions options() {
    try {
      return ReadOptions.allowing(allowedClasses);
    } catch (IllegalArgumentException e) {
      throw new UserException("--allow-class: " + e.getMessage() + ".", e);
    }
  }
}
