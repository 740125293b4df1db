package io.github.lfp4j.cli.command;

import io.github.lfp4j.cli.UserException;
import io.github.lfp4j.cli.console.Console;
import io.github.lfp4j.cli.console.Progress;
import io.github.lfp4j.datasets.DataSource;
import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.dl4j.relevance.Relevance;
import io.github.lfp4j.dl4j.relevance.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Explains a network's outputs for examples of the test data, showing progress. */
final class Explainer {

  static final String PREDICTED = "predicted";
  static final String LABEL = "label";

  private static final int READ_AHEAD = 256;

  private final Console console;
  private final DataSource source;
  private final DataFit data;

  Explainer(Console console, DataSource source, DataFit data) {
    this.console = console;
    this.source = source;
    this.data = data;
  }

  /**
   * Explains examples.
   *
   * @param indices in the test data, in the order of the result; may repeat
   * @param rules how relevance is handed down
   * @param target {@link #PREDICTED}, {@link #LABEL}, or a class by its name or number
   * @throws UserException if there is no such example or class
   */
  List<Explanation> explain(Network network, List<Integer> indices, RuleMap rules, String target) {
    int chosen = classOf(target);
    Map<Integer, DataSet> examples = read(indices);
    Relevance relevance = new Relevance(network).rules(rules);
    List<Explanation> explanations = new ArrayList<>();
    try (Progress progress = console.progress("relevance", indices.size(), "examples")) {
      for (int index : indices) {
        explanations.add(explain(network, relevance, index, examples.get(index), target, chosen));
        progress.step(1);
      }
    }
    return explanations;
  }

  private Explanation explain(
      Network network, Relevance relevance, int index, DataSet example, String target, int chosen) {
    INDArray x = example.getFeatures();
    INDArray output = network.output(x);
    int predicted = output.argMax(1).getInt(0);
    int label = example.getLabels().argMax(1).getInt(0);
    int start =
        switch (target) {
          case PREDICTED -> predicted;
          case LABEL -> label;
          default -> chosen;
        };
    INDArray values = relevance.of(x, Target.outputClass(start));
    return new Explanation(
        index,
        source.labels().get(label),
        source.labels().get(predicted),
        source.labels().get(start),
        output.getDouble(0, start),
        Arrays.stream(source.exampleShape()).boxed().toList(),
        numbers(x),
        numbers(values));
  }

  private static List<Double> numbers(INDArray array) {
    return Arrays.stream(array.dup('c').data().asDouble()).boxed().toList();
  }

  /** The class that is meant; -1 if it depends on the example. */
  private int classOf(String target) {
    if (target.equals(PREDICTED) || target.equals(LABEL)) {
      return -1;
    }
    int named = source.labels().indexOf(target);
    if (named >= 0) {
      return named;
    }
    if (target.matches("\\d{1,9}") && Integer.parseInt(target) < source.classes()) {
      return Integer.parseInt(target);
    }
    throw new UserException(
        "--target must be predicted, label, or a class of '"
            + source.name()
            + "' by its name or its number from 0 to "
            + (source.classes() - 1)
            + ", but is '"
            + target
            + "'.");
  }

  /** Single examples of the test data, as the network gets them. */
  private Map<Integer, DataSet> read(List<Integer> indices) {
    TreeSet<Integer> wanted = new TreeSet<>(indices);
    if (wanted.first() < 0 || wanted.last() >= source.testExamples()) {
      throw new UserException(
          "--index must be from 0 to "
              + (source.testExamples() - 1)
              + ", since the test data of '"
              + source.name()
              + "' has "
              + source.testExamples()
              + " examples, but is "
              + (wanted.first() < 0 ? wanted.first() : wanted.last())
              + ".");
    }
    Map<Integer, DataSet> examples = new HashMap<>();
    DataSetIterator all = data.test(READ_AHEAD);
    int start = 0;
    while (start <= wanted.last()) {
      DataSet batch = all.next();
      int end = start + batch.numExamples();
      for (int index : wanted.subSet(start, end)) {
        examples.put(
            index,
            new org.nd4j.linalg.dataset.DataSet(
                row(batch.getFeatures(), index - start), row(batch.getLabels(), index - start)));
      }
      start = end;
    }
    return examples;
  }

  /** One row, still a batch. */
  private static INDArray row(INDArray batch, int index) {
    INDArray row = batch.get(NDArrayIndex.point(index)).dup('c');
    long[] shape = batch.shape().clone();
    shape[0] = 1;
    return Nd4j.toFlattened('c', row).reshape('c', shape);
  }
}
