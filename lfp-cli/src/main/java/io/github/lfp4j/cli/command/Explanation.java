package io.github.lfp4j.cli.command;

import io.github.lfp4j.cli.console.Numbers;
import io.github.lfp4j.cli.output.Figures;
import io.github.lfp4j.cli.report.FeatureBars;
import io.github.lfp4j.cli.report.ImageRelevance;
import java.util.List;

/**
 * What in one example speaks for a class.
 *
 * @param index of the example in the test data
 * @param label its true class
 * @param predicted the network's answer
 * @param target the class that relevance starts from
 * @param output the network's output for that class
 * @param shape of the example
 * @param values of the example, in C order
 * @param relevance as many, in the same order
 */
record Explanation(
    int index,
    String label,
    String predicted,
    String target,
    double output,
    List<Long> shape,
    List<Double> values,
    List<Double> relevance) {

  /** Copies the lists. */
  Explanation {
    shape = List.copyOf(shape);
    values = List.copyOf(values);
    relevance = List.copyOf(relevance);
  }

  /** All relevance together: the logit of the class, but for what biases and stabilisers took. */
  double sum() {
    return relevance.stream().mapToDouble(Double::doubleValue).sum();
  }

  String title() {
    return "Test example " + index + ", relevance of '" + target + "'";
  }

  String caption() {
    return "True class '"
        + label
        + "', answer '"
        + predicted
        + "'; output for '"
        + target
        + "' "
        + Numbers.measured(output)
        + ", relevance in all "
        + Numbers.measured(sum())
        + ".";
  }

  /** As an image; the example's shape must be [channels, height, width]. */
  ImageRelevance image() {
    return ImageRelevance.of(
        Math.toIntExact(shape.get(0)),
        Math.toIntExact(shape.get(1)),
        Math.toIntExact(shape.get(2)),
        values,
        relevance);
  }

  FeatureBars.Example bars(List<String> names) {
    return new FeatureBars.Example(title(), names, values, relevance);
  }

  Figures json() {
    return Figures.builder()
        .count("index", index)
        .text("label", label)
        .text("predicted", predicted)
        .text("target", target)
        .number("output", output)
        .number("relevanceSum", sum())
        .numbers("shape", shape)
        .numbers("values", values)
        .numbers("relevance", relevance)
        .build();
  }
}
