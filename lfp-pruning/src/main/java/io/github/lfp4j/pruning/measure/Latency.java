package io.github.lfp4j.pruning.measure;

import io.github.lfp4j.dl4j.network.Network;
import java.util.Arrays;
import java.util.List;
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
    return medianMillis(List.of(network), batch, runs)[0];
  }

  /**
   * The median times of several networks, in milliseconds, after one run of each to warm up. They
   * take turns, so that what else the machine does slows all of them down.
   *
   * @param batch for all of them
   * @param runs how many runs of each are timed, at least 1
   * @return in the order of the networks
   */
  public static double[] medianMillis(List<Network> networks, INDArray batch, int runs) {
    networks.forEach(network -> network.output(batch));
    double[][] millis = new double[networks.size()][runs];
    for (int i = 0; i < runs; i++) {
      for (int n = 0; n < millis.length; n++) {
        long start = System.nanoTime();
        networks.get(n).output(batch);
        millis[n][i] = (System.nanoTime() - start) / 1e6;
      }
    }
    return Arrays.stream(millis).mapToDouble(Latency::median).toArray();
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }
}
