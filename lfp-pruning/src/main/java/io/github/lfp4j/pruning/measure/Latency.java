package io.github.lfp4j.pruning.measure;

import io.github.lfp4j.dl4j.network.Network;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** How long a network takes to answer. */
public final class Latency {

  private Latency() {}

  /**
   * The median time of {@code network.output(batch)}, in milliseconds, after one run to warm up.
   *
   * @param runs how many runs are timed, at least 1
   */
  public static double medianMillis(Network network, INDArray batch, int runs) {
    network.output(batch);
    double[] millis = new double[runs];
    for (int i = 0; i < runs; i++) {
      long start = System.nanoTime();
      network.output(batch);
      millis[i] = (System.nanoTime() - start) / 1e6;
    }
    Arrays.sort(millis);
    return millis[runs / 2];
  }
}
