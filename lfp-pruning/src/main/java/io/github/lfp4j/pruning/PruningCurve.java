package io.github.lfp4j.pruning;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.measure.Accuracy;
import io.github.lfp4j.pruning.measure.NetworkFigures;
import io.github.lfp4j.pruning.tuning.PruningStep;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** Accuracy over the share of weights or units that are pruned, without fine-tuning. */
public final class PruningCurve {

  private PruningCurve() {}

  /**
   * One point.
   *
   * @param amount share of weights or units pruned, within [0, 1)
   * @param accuracy share of examples classified right, within [0, 1]
   * @param nonZeroParameters parameters that are left
   * @param multiplyAdds per example with what is left; -1 if unknown
   */
  public record Point(double amount, double accuracy, long nonZeroParameters, long multiplyAdds) {}

  /**
   * Prunes and evaluates at each amount; the network itself is not changed.
   *
   * @param pruning prunes the network itself to an amount, at once
   * @param exampleShape shape of one example, for counting multiply-adds
   * @param data supplies the evaluation data anew for each point
   * @param progress is told the number of points done; may be null
   */
  public static List<Point> of(
      Network network,
      PruningStep pruning,
      List<Double> amounts,
      long[] exampleShape,
      Supplier<DataSetIterator> data,
      IntConsumer progress) {
    List<Point> points = new ArrayList<>();
    for (double amount : amounts) {
      Network pruned = pruning.prune(network, amount);
      NetworkFigures figures = NetworkFigures.of(pruned, exampleShape);
      points.add(
          new Point(
              amount,
              Accuracy.of(pruned, data.get()),
              figures.nonZeroParameters(),
              figures.multiplyAdds()));
      if (progress != null) {
        progress.accept(points.size());
      }
    }
    return points;
  }
}
