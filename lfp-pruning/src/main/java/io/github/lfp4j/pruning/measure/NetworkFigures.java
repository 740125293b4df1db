package io.github.lfp4j.pruning.measure;

import io.github.lfp4j.dl4j.convert.LayerRegistry;
import io.github.lfp4j.dl4j.convert.LayerSupport;
import io.github.lfp4j.pruning.criterion.PrunableLayers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The figures of a network, layer by layer.
 *
 * @param layers the layers, first to last
 */
public record NetworkFigures(List<LayerFigures> layers) {

  /** Keeps a copy of the list. */
  public NetworkFigures(List<LayerFigures> layers) {
    this.layers = List.copyOf(layers);
  }

  /** Parameters of all layers. */
  public long parameters() {
    return layers.stream().mapToLong(LayerFigures::parameters).sum();
  }

  /** Parameters of all layers that are not zero. */
  public long nonZeroParameters() {
    return layers.stream().mapToLong(LayerFigures::nonZeroParameters).sum();
  }

  /** Multiply-adds per example with weights that are not zero; -1 if unknown. */
  public long multiplyAdds() {
    return layers.stream().anyMatch(l -> l.multiplyAdds() < 0)
        ? -1
        : layers.stream().mapToLong(LayerFigures::multiplyAdds).sum();
  }

  /**
   * Measures a network.
   *
   * @param exampleShape shape of one example without the batch dimension; null to derive it from
   *     the first layer, which is possible unless that is a convolution without a known image size
   */
  public static NetworkFigures of(MultiLayerNetwork network, long[] exampleShape) {
    List<INDArray> activations =
        exampleInput(network, exampleShape).map(network::feedForward).orElse(List.of());
    List<LayerFigures> layers = new ArrayList<>();
    for (int i = 0; i < network.getnLayers(); i++) {
      // The activations begin with the input itself.
      layers.add(
          activations.isEmpty()
              ? figures(network, i, null, null)
              : figures(network, i, activations.get(i), activations.get(i + 1)));
    }
    return new NetworkFigures(layers);
  }

  private static Optional<INDArray> exampleInput(MultiLayerNetwork network, long[] exampleShape) {
    long[] shape = exampleShape == null ? shapeFromFirstLayer(network) : exampleShape;
    if (shape == null) {
      return Optional.empty();
    }
    long[] batch = new long[shape.length + 1];
    batch[0] = 1;
    System.arraycopy(shape, 0, batch, 1, shape.length);
    return Optional.of(Nd4j.zeros(network.params().dataType(), batch));
  }

  private static long[] shapeFromFirstLayer(MultiLayerNetwork network) {
    InputPreProcessor first = network.getLayerWiseConfigurations().getInputPreProcess(0);
    if (first instanceof FeedForwardToCnnPreProcessor images) {
      return new long[] {
        images.getInputHeight() * images.getInputWidth() * images.getNumChannels()
      };
    }
    org.deeplearning4j.nn.conf.layers.Layer conf = network.getLayer(0).conf().getLayer();
    if (conf instanceof EmbeddingLayer) {
      return new long[] {1};
    }
    if (conf instanceof EmbeddingSequenceLayer sequence) {
      return new long[] {sequence.getInputLength()};
    }
    if (conf instanceof ElementWiseMultiplicationLayer scaling) {
      return new long[] {scaling.getNIn()};
    }
    INDArray w = network.getLayer(0).paramTable().get(DefaultParamInitializer.WEIGHT_KEY);
    return w != null && w.rank() == 2 && first == null ? new long[] {w.size(0)} : null;
  }

  private static LayerFigures figures(
      MultiLayerNetwork network, int index, INDArray input, INDArray output) {
    Layer layer = network.getLayer(index);
    org.deeplearning4j.nn.conf.layers.Layer conf = layer.conf().getLayer();
    Optional<LayerSupport<?>> support = LayerRegistry.find(conf);
    long parameters = layer.numParams();
    long nonZero = layer.paramTable().values().stream().mapToLong(MultiplyAdds::countNonZero).sum();
    INDArray w = layer.paramTable().get(PrunableLayers.weightKey(layer));
    boolean prunable =
        w != null && support.map(s -> s.role() == LayerSupport.Role.WEIGHTED).orElse(false);
    String type =
        support.<Class<?>>map(LayerSupport::stock).orElse(conf.getClass()).getSimpleName();
    String name = conf.getLayerName() == null ? "layer" + index : conf.getLayerName();
    return new LayerFigures(
        index,
        name,
        type,
        output == null ? List.of() : exampleShape(output),
        parameters,
        nonZero,
        MultiplyAdds.of(layer, input, output),
        prunable ? w.length() : 0,
        note(prunable, parameters, support.isPresent()));
  }

  private static String note(boolean prunable, long parameters, boolean supported) {
    if (prunable) {
      return "weights";
    }
    if (parameters == 0) {
      return "nothing: no parameters";
    }
    return supported
        ? "nothing: its parameters belong to units of the layer before"
        : "nothing: this kind of layer is not supported";
  }

  private static List<Long> exampleShape(INDArray output) {
    return Arrays.stream(output.shape()).skip(1).boxed().toList();
  }
}
