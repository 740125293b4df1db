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
   * The same of several networks, which take turns: what disturbs the machine disturbs all of them.
   * Every other round goes backwards.
   *
   * @param batch that all of them take
   * @param runs how many runs of each are timed, at least 1
   * @return one median for each network
   */
  public static double[] medianMillis(List<Network> networks, INDArray batch, int runs) {
    networks.forEach(network -> network.output(batch));
    double[][] millis = new double[networks.size()][runs];
    for (int run = 0; run < runs; run++) {
      for (int i = 0; i < networks.size(); i++) {
        int turn = run % 2 == 0 ? i : networks.size() - 1 - i;
        long start = System.nanoTime();
        networks.get(turn).output(batch);
        millis[turn][run] = (System.nanoTime() - start) / 1e6;
      }
    }
    return Arrays.stream(millis)
        .mapToDouble(
            each -> {
              Arrays.sort(each);
              return each[runs / 2];
            })
        .toArray();
  }
}
