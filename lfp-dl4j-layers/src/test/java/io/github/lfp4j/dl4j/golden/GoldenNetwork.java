package io.github.lfp4j.dl4j.golden;

import io.github.lfp4j.dl4j.Lfp;
import io.github.lfp4j.dl4j.RuleMap;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The network of a case with the parameters that it starts with.
 *
 * @param network initialised
 * @param parameters of the network by the reference's names
 */
record GoldenNetwork(MultiLayerNetwork network, Parameters parameters) {

  /**
   * The network with LFP layers.
   *
   * @param batch an input, which tells the shape of an example
   */
  static GoldenNetwork lfp(GoldenCase golden, RuleMap rules, INDArray batch) {
    StockNetwork stock = new StockNetwork(golden.modules());
    return of(
        golden,
        stock,
        Lfp.with(rules).withInputReward().configure(stock.configuration(inputType(batch))));
  }

  /** A network of a configuration that was made from {@code stock}. */
  static GoldenNetwork of(
      GoldenCase golden, StockNetwork stock, MultiLayerConfiguration configuration) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    Parameters parameters = new Parameters(network, stock, golden.modules());
    // Cases of several steps mark what holds before the first of them.
    boolean steps = golden.kind().equals("train");
    parameters.load(golden, steps ? "param0." : "param.", steps ? "buffer0." : "buffer.");
    return new GoldenNetwork(network, parameters);
  }

  /** Images [N, C, H, W] or vectors [N, features]. */
  static InputType inputType(INDArray batch) {
    return batch.rank() == 4
        ? InputType.convolutional(batch.size(2), batch.size(3), batch.size(1))
        : InputType.feedForward(batch.size(batch.rank() - 1));
  }

  /**
   * Folds all leading axes of vectors into the batch, since dense layers take [N, features]; images
   * stay.
   */
  static INDArray fold(INDArray x) {
    return x.rank() == 4 ? x : x.reshape('c', -1, x.size(x.rank() - 1));
  }

  /** Undoes {@link #fold} for what came of {@code x}. */
  static INDArray unfold(INDArray y, INDArray x) {
    if (x.rank() == 4 || x.rank() == y.rank()) {
      return y;
    }
    long[] shape = Arrays.copyOf(x.shape(), x.rank());
    shape[shape.length - 1] = y.size(1);
    return y.dup('c').reshape('c', shape);
  }
}
