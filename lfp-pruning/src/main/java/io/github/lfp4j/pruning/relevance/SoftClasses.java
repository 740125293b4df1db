package io.github.lfp4j.pruning.relevance;

import io.github.lfp4j.dl4j.relevance.Target;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Starts of relevance that together see what a network tells its classes apart by, without labels:
 * for each of the likeliest classes {@code c} the reward that LFP would give if it was the true
 * one, weighted by how likely it is, {@code R_k = sqrt(s_c) o_k ([k = c] - s_k)}.
 *
 * <p>Here {@code s} is the softmax of {@code o / T}. If a change of the logits is a sum of
 * relevance, then the sum of squares over all classes is twice the Kullback-Leibler divergence
 * between the predictions before and after it, to second order (the Fisher information of the
 * prediction; Theis et al., arXiv 1801.05787, prune by it, at T = 1 and by one unit at a time). At
 * T = 1 trained networks are so certain that hardly anything seems to matter; T follows the spread
 * of an example's logits, so that it does not matter how large a network lets them become.
 */
final class SoftClasses {

  /**
   * T as a multiple of the standard deviation of the logits. Chosen on training images, see
   * docs/pruning-study.md.
   */
  static final double SPREAD = 0.4;

  private SoftClasses() {}

  /**
   * The start of one class of each example and position; of a single output its logit.
   *
   * @param rank 0 for the class with the largest logit, 1 for the next
   */
  static Target ranked(int rank) {
    return logits -> start(logits, rank);
  }

  private static INDArray start(INDArray logits, int rank) {
    long examples = logits.size(0);
    int classes = (int) logits.size(1);
    if (classes == 1) {
      return logits.dup();
    }
    int positions = (int) (logits.length() / (examples * classes));
    double[] o = logits.dup('c').castTo(DataType.DOUBLE).data().asDouble();
    double[] result = new double[o.length];
    double[] row = new double[classes];
    for (int n = 0; n < examples; n++) {
      for (int p = 0; p < positions; p++) {
        int first = n * classes * positions + p;
        for (int k = 0; k < classes; k++) {
          row[k] = o[first + k * positions];
        }
        double[] s = softened(row);
        int chosen = ofRank(row, rank);
        for (int k = 0; k < classes; k++) {
          double reward = row[k] * ((k == chosen ? 1 : 0) - s[k]);
          result[first + k * positions] = Math.sqrt(s[chosen]) * reward;
        }
      }
    }
    return Nd4j.createFromArray(result).castTo(logits.dataType()).reshape('c', logits.shape());
  }

  /** Softmax of {@code o / T}. */
  private static double[] softened(double[] o) {
    double mean = 0;
    double highest = Double.NEGATIVE_INFINITY;
    for (double logit : o) {
      mean += logit / o.length;
      highest = Math.max(highest, logit);
    }
    double variance = 0;
    for (double logit : o) {
      variance += (logit - mean) * (logit - mean) / o.length;
    }
    double temperature = SPREAD * Math.sqrt(variance);
    double[] s = new double[o.length];
    double sum = 0;
    for (int k = 0; k < o.length; k++) {
      s[k] = temperature > 0 ? Math.exp((o[k] - highest) / temperature) : 1;
      sum += s[k];
    }
    for (int k = 0; k < o.length; k++) {
      s[k] /= sum;
    }
    return s;
  }

  private static int ofRank(double[] o, int rank) {
    return IntStream.range(0, o.length)
        .boxed()
        .sorted(Comparator.comparingDouble(k -> -o[k]))
        .skip(rank)
        .findFirst()
        .orElseThrow();
  }
}
