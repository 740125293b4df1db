package io.github.lfp4j.cli.report;

import java.util.List;

/**
 * Which classes are taken for which.
 *
 * @param labels the classes' names
 * @param counts for each true class, how often each class was answered
 */
public record ConfusionMatrix(List<String> labels, List<List<Long>> counts) {
  /** Copies the matrix and checks that it is square. */
  public ConfusionMatrix {
    labels = List.copyOf(labels);
    counts = counts.stream().map(List::copyOf).toList();
    int classes = labels.size();
    if (counts.size() != classes || counts.stream().anyMatch(row -> row.size() != classes)) {
      throw new IllegalArgumentException("The matrix does not fit " + classes + " classes.");
    }
  }
}
