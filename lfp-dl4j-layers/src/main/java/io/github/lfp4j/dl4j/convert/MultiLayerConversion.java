package io.github.lfp4j.dl4j.convert;

import io.github.lfp4j.dl4j.LfpException;
import io.github.lfp4j.dl4j.conf.RewardedConf;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Replaces the layers of a {@code MultiLayerNetwork}, one by one, and carries its state over. */
public final class MultiLayerConversion {

  private final Options options;

  /** A conversion with the given options. */
  public MultiLayerConversion(Options options) {
    this.options = options;
  }

  /**
   * A copy of the configuration in which every layer propagates reward.
   *
   * @throws LfpException if a layer is not supported or has no rule, or a reward is given for an
   *     output that does not exist
   */
  public MultiLayerConfiguration toLfp(MultiLayerConfiguration configuration) {
    MultiLayerConfiguration result = configuration.clone();
    List<NeuralNetConfiguration> confs = result.getConfs();
    List<LayerSupport<?>> supports =
        IntStream.range(0, confs.size())
            .<LayerSupport<?>>mapToObj(i -> LayerRegistry.require(confs.get(i).getLayer(), i))
            .toList();
    int[] weighted =
        IntStream.range(0, confs.size())
            .filter(i -> isWeighted(confs.get(i).getLayer(), i))
            .toArray();
    LayerConversion conversion = new LayerConversion(options);
    boolean lowest = true;
    for (int i = 0; i < confs.size(); i++) {
      boolean first = weighted.length > 0 && i == weighted[0];
      boolean last = weighted.length > 0 && i == weighted[weighted.length - 1];
      Layer stock = confs.get(i).getLayer();
      LayerConversion.checkPreprocessor(result.getInputPreProcess(i), stock, i);
      // Of the first layer the index says it already, built by hand or not.
      Place place = new Place(i, first, last, lowest && i > 0);
      confs.get(i).setLayer(conversion.toLfp(stock, supports.get(i), place));
      lowest = Wrappers.isStop(stock) || (lowest && !LayerRegistry.learns(stock, i));
    }
    LayerConversion.markOutputs(confs.stream().map(NeuralNetConfiguration::getLayer).toList());
    options.checkOutputs(
        confs.stream()
            .map(NeuralNetConfiguration::getLayer)
            .filter(layer -> Wrappers.innermost(layer) instanceof RewardedConf)
            .flatMap(layer -> LayerRegistry.namesOf(layer).stream())
            .toList());
    return result;
  }

  private static boolean isWeighted(Layer layer, int index) {
    return LayerRegistry.requireInnermost(layer, index).hasWeights();
  }

  /**
   * A copy of the configuration with stock layers only.
   *
   * @throws LfpException if what remains still names a class of this plugin
   */
  public static MultiLayerConfiguration toStandard(MultiLayerConfiguration configuration) {
    MultiLayerConfiguration result = configuration.clone();
    for (int i = 0; i < result.getConfs().size(); i++) {
      LayerConversion.toStandard(result.getConfs().get(i), i);
    }
    return result;
  }

  /**
   * A network of another configuration with the same parameters: copies of parameters, updater
   * state and counters, the same listeners.
   */
  public static MultiLayerNetwork withConfiguration(
      MultiLayerNetwork network, MultiLayerConfiguration configuration) {
    MultiLayerNetwork result = new MultiLayerNetwork(configuration);
    result.init(network.params().dup(), false);
    INDArray state =
        network.getUpdater(false) == null ? null : network.getUpdater().getStateViewArray();
    if (state != null) {
      result.getUpdater().getStateViewArray().assign(state);
    }
    result.setListeners(network.getListeners());
    return result;
  }
}
