package io.github.lfp4j.dl4j.convert;

import io.github.lfp4j.dl4j.LfpException;
import io.github.lfp4j.dl4j.conf.LfpActivationLayer;
import io.github.lfp4j.dl4j.conf.LfpBatchNormalization;
import io.github.lfp4j.dl4j.conf.LfpConvolutionLayer;
import io.github.lfp4j.dl4j.conf.LfpDenseLayer;
import io.github.lfp4j.dl4j.conf.LfpDropoutLayer;
import io.github.lfp4j.dl4j.conf.LfpGlobalPoolingLayer;
import io.github.lfp4j.dl4j.conf.LfpLossLayer;
import io.github.lfp4j.dl4j.conf.LfpOutputLayer;
import io.github.lfp4j.dl4j.conf.LfpSubsamplingLayer;
import io.github.lfp4j.dl4j.convert.LayerSupport.Role;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;

/** The list of layers that LFP supports. */
public final class LayerRegistry {

  private static final Map<Class<?>, LayerSupport<?>> BY_STOCK = new LinkedHashMap<>();
  private static final Map<Class<?>, LayerSupport<?>> BY_LFP = new LinkedHashMap<>();

  static {
    add(
        DenseLayer.class,
        LfpDenseLayer.class,
        Role.WEIGHTED,
        "by its rule",
        c ->
            c.hasLayerNorm()
                ? Optional.of("layer normalisation has no rule here; use BatchNormalization")
                : Optional.empty());
    add(ConvolutionLayer.class, LfpConvolutionLayer.class, Role.WEIGHTED, "by its rule");
    add(
        SubsamplingLayer.class,
        LfpSubsamplingLayer.class,
        Role.AVERAGING,
        "maximum to the winner of each window, average by its rule",
        c ->
            c.getPoolingType() == org.deeplearning4j.nn.conf.layers.PoolingType.PNORM
                    || c.getPoolingType() == org.deeplearning4j.nn.conf.layers.PoolingType.SUM
                ? Optional.of(
                    "pooling type "
                        + c.getPoolingType()
                        + " has no rule here; use maximum or average pooling")
                : Optional.empty());
    add(
        GlobalPoolingLayer.class,
        LfpGlobalPoolingLayer.class,
        Role.AVERAGING,
        "maximum to the winner, average and sum by the epsilon rule",
        c ->
            c.getPoolingType() == PoolingType.PNORM
                ? Optional.of(
                    "pooling type PNORM has no rule here; use maximum, average or sum pooling")
                : Optional.empty());
    add(
        BatchNormalization.class,
        LfpBatchNormalization.class,
        Role.NORMALIZING,
        "by the epsilon or the pass rule");
    add(ActivationLayer.class, LfpActivationLayer.class, Role.PASSING, "unchanged");
    add(OutputLayer.class, LfpOutputLayer.class, Role.WEIGHTED, "starts here; by its rule");
    add(LossLayer.class, LfpLossLayer.class, Role.PASSING, "starts here");
    add(
        DropoutLayer.class,
        LfpDropoutLayer.class,
        Role.PASSING,
        "unchanged at kept units, none at dropped ones");
    keep(ZeroPaddingLayer.class, "unchanged; none on the padding");
    keep(Cropping2D.class, "unchanged; none on what was cropped");
  }

  private LayerRegistry() {}

  private static <S extends Layer> void add(
      Class<S> stock, Class<? extends S> lfp, Role role, String note) {
    add(stock, lfp, role, note, c -> Optional.empty());
  }

  private static <S extends Layer> void keep(Class<S> stock, String note) {
    add(stock, stock, Role.PASSING, note);
  }

  private static <S extends Layer> void add(
      Class<S> stock,
      Class<? extends S> lfp,
      Role role,
      String note,
      Function<S, Optional<String>> refusal) {
    LayerSupport<S> support = new LayerSupport<>(stock, lfp, role, note, refusal);
    BY_STOCK.put(stock, support);
    BY_LFP.put(lfp, support);
  }

  /** All supported kinds of layer, in the order of the documentation. */
  public static Collection<LayerSupport<?>> all() {
    return Collections.unmodifiableCollection(BY_STOCK.values());
  }

  /** The support of a layer, stock or LFP; nothing if it is not supported. */
  public static Optional<LayerSupport<?>> find(Layer layer) {
    LayerSupport<?> support = BY_LFP.get(layer.getClass());
    return Optional.ofNullable(support == null ? BY_STOCK.get(layer.getClass()) : support);
  }

  /**
   * The support of a layer.
   *
   * @param index the layer's index, for the message
   * @throws LfpException if the layer is not supported, naming it and saying what to do
   */
  public static LayerSupport<?> require(Layer layer, int index) {
    LayerSupport<?> support =
        find(layer)
            .orElseThrow(
                () ->
                    refusal(
                        layer,
                        index,
                        "LFP has no rule for this kind of layer; replace it or leave it out"));
    support
        .refuse(layer)
        .ifPresent(
            reason -> {
              throw refusal(layer, index, reason);
            });
    return support;
  }

  /** An error that names a layer. */
  public static LfpException refusal(Layer layer, int index, String reason) {
    String name = layer.getLayerName() == null ? "" : " '" + layer.getLayerName() + "'";
    return new LfpException(
        "layer " + index + name + " (" + layer.getClass().getSimpleName() + "): " + reason);
  }
}
