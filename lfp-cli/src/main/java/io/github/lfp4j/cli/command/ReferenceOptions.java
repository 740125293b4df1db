package io.github.lfp4j.cli.command;

import io.github.lfp4j.cli.UserException;
import io.github.lfp4j.datasets.DataSource;
import io.github.lfp4j.dl4j.RuleMap;
import picocli.CommandLine.Option;

/** The options that say what relevance is measured on, and how. */
public final class ReferenceOptions {

  static final int BATCH = 100;

  @Option(
      names = "--reference",
      defaultValue = "1000",
      paramLabel = "N",
      description =
          "How many training examples relevance is accumulated over, evenly of all classes"
              + " (default: ${DEFAULT-VALUE}).")
  private int examples;

  @Option(
      names = "--rules",
      defaultValue = "epsilon",
      paramLabel = "NAME",
      description =
          "How relevance is handed down: epsilon, epsilon-plus, epsilon-gamma-box or"
              + " epsilon-alpha2-beta1 (default: ${DEFAULT-VALUE}).")
  private String rules;

  /** The rule map. */
  RuleMap rules() {
    return RuleMap.preset(rules);
  }

  /** How many examples there will be: no more than the data has. */
  int examples(DataSource source) {
    if (examples < 1) {
      throw new UserException("--reference must be at least 1, but is " + examples + ".");
    }
    return Math.min(examples, source.trainExamples());
  }
}
