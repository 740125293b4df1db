package io.github.lfp4j.pruning.measure;

import io.github.lfp4j.dl4j.Lfp;
import io.github.lfp4j.dl4j.LfpException;
import io.github.lfp4j.dl4j.network.Network;
import java.util.function.LongConsumer;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** How well a network classifies. */
public final class Accuracy {

  private Accuracy() {}

  /**
   * Evaluates a network on all batches from where the iterator stands.
   *
   * <p>The network has one input and one output. One of stock layers is evaluated in its LFP form
   * where it has one: the outputs are the same, and convolutions are many times faster.
   *
   * @param progress is told the number of examples seen; may be null
   */
  public static Evaluation evaluate(Network network, DataSetIterator data, LongConsumer progress) {
    Network fast = fastForm(network);
    Evaluation evaluation = new Evaluation();
    long seen = 0;
    while (data.hasNext()) {
      DataSet batch = data.next();
      evaluation.eval(
          batch.getLabels(), fast.output(batch.getFeatures()), batch.getLabelsMaskArray());
      seen += batch.numExamples();
      if (progress != null) {
        progress.accept(seen);
      }
    }
    return evaluation;
  }

  /** The share of examples that are classified right, within [0, 1]. */
  public static double of(Network network, DataSetIterator data) {
    return evaluate(network, data, null).accuracy();
  }

  private static Network fastForm(Network network) {
    try {
      return network.configure(Lfp.defaults());
    } catch (LfpException e) {
      // A layer that LFP does not support: its stock form serves as well.
      return network;
    }
  }
}
