package io.github.lfp4j.pruning.measure;

import io.github.lfp4j.dl4j.convert.LayerRegistry;
import io.github.lfp4j.dl4j.convert.LayerSupport;
import io.github.lfp4j.dl4j.network.Flow;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.dl4j.network.NetworkLayer;
import io.github.lfp4j.pruning.criterion.PrunableLayers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
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
   * @param exampleShapes the shape of one example without the batch dimension, for each of the
   *     network's inputs; none to derive it from the first layer, which is possible unless that is
   *     a convolution without a known image size, or there are several inputs
   */
  public static NetworkFigures of(Network network, long[]... exampleShapes) {
    List<Flow> flow = examples(network, exampleShapes).map(network::flow).orElse(List.of());
    List<LayerFigures> layers = new ArrayList<>();
    for (NetworkLayer layer : network.layers()) {
      layers.add(figures(layer, flow.isEmpty() ? null : flow.get(layer.index())));
    }
    return new NetworkFigures(layers);
  }

  private static Optional<INDArray[]> examples(Network network, long[]... exampleShapes) {
    if (exampleShapes.length > 0) {
      return Optional.of(
          Arrays.stream(exampleShapes)
              .map(shape -> example(network, shape))
              .toArray(INDArray[]::new));
    }
    return shapeFromFirstLayer(network)
        .map(shape -> new INDArray[] {example(network, new long[] {shape})});
  }

  private static INDArray example(Network network, long... shape) {
    long[] batch = new long[shape.length + 1];
    batch[0] = 1;
    System.arraycopy(shape, 0, batch, 1, shape.length);
    return Nd4j.zeros(network.params().dataType(), batch);
  }

  /** How many numbers an example has, if the layer that takes it tells. */
  private static Optional<Long> shapeFromFirstLayer(Network network) {
    List<NetworkLayer> first = network.layers().stream().filter(NetworkLayer::atInput).toList();
    if (first.isEmpty() || network.inputs() != 1) {
      return Optional.empty();
    }
    if (first.get(0).preProcessor() instanceof FeedForwardToCnnPreProcessor images) {
      return Optional.of(
          images.getInputHeight() * images.getInputWidth() * images.getNumChannels());
    }
    Layer conf = first.get(0).configuration();
    if (conf instanceof EmbeddingLayer) {
      return Optional.of(1L);
    }
    if (conf instanceof EmbeddingSequenceLayer sequence) {
      return Optional.of((long) sequence.getInputLength());
    }
    if (conf instanceof ElementWiseMultiplicationLayer scaling) {
      return Optional.of(scaling.getNIn());
    }
    INDArray w = first.get(0).layer().paramTable().get(DefaultParamInitializer.WEIGHT_KEY);
    return w != null
            && w.rank() == 2
            && first.get(0).preProcessor() == null
            && !first.get(0).isRecurrent()
            && first.get(0).layer().type() == org.deeplearning4j.nn.api.Layer.Type.FEED_FORWARD
        ? Optional.of(w.size(0))
        : Optional.empty();
  }

  private static LayerFigures figures(NetworkLayer layer, Flow flow) {
    Optional<LayerSupport<?>> support = LayerRegistry.find(layer.configuration());
    long parameters = layer.layer().numParams();
    long nonZero =
        layer.layer().paramTable().values().stream().mapToLong(MultiplyAdds::nonZero).sum();
    boolean prunable = PrunableLayers.isPrunable(layer);
    String type =
        support
            .<Class<?>>map(LayerSupport::stock)
            .orElse(layer.configuration().getClass())
            .getSimpleName();
    return new LayerFigures(
        layer.index(),
        layer.name(),
        type,
        flow == null ? List.of() : exampleShape(flow.output()),
        parameters,
        nonZero,
        MultiplyAdds.of(layer, flow),
        prunable ? PrunableLayers.weights(layer).length() : 0,
        note(prunable, parameters, support.filter(s -> !s.hasNoRule()).isPresent()));
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
