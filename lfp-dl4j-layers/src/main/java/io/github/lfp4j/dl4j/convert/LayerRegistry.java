package io.github.lfp4j.dl4j.convert;

import io.github.lfp4j.dl4j.LfpException;
import io.github.lfp4j.dl4j.conf.LfpActivationLayer;
import io.github.lfp4j.dl4j.conf.LfpBatchNormalization;
import io.github.lfp4j.dl4j.conf.LfpConvolutionLayer;
import io.github.lfp4j.dl4j.conf.LfpDenseLayer;
import io.github.lfp4j.dl4j.conf.LfpDropoutLayer;
import io.github.lfp4j.dl4j.conf.LfpGlobalPoolingLayer;
import io.github.lfp4j.dl4j.conf.LfpGravesBidirectionalLstmLayer;
import io.github.lfp4j.dl4j.conf.LfpGravesLstmLayer;
import io.github.lfp4j.dl4j.conf.LfpLossLayer;
import io.github.lfp4j.dl4j.conf.LfpLstmLayer;
import io.github.lfp4j.dl4j.conf.LfpOutputLayer;
import io.github.lfp4j.dl4j.conf.LfpSimpleRnnLayer;
import io.github.lfp4j.dl4j.conf.LfpSubsamplingLayer;
import io.github.lfp4j.dl4j.convert.LayerSupport.Condition;
import io.github.lfp4j.dl4j.convert.LayerSupport.Role;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.AutoEncoder;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CapsuleLayer;
import org.deeplearning4j.nn.conf.layers.CapsuleStrengthLayer;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.GravesBidirectionalLSTM;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.PrimaryCapsules;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.objdetect.Yolo2OutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.variational.VariationalAutoencoder;
import org.deeplearning4j.nn.conf.ocnn.OCNNOutputLayer;

/**
 * The list of layers that LFP supports, and of those that it knows to refuse. The table in {@code
 * docs/layers.md} is made from it, and so are the tests that every layer has to pass.
 */
public final class LayerRegistry {

  private static final Map<Class<?>, LayerSupport<?>> BY_STOCK = new LinkedHashMap<>();
  private static final Map<Class<?>, LayerSupport<?>> BY_LFP = new LinkedHashMap<>();

  static {
    add(
        DenseLayer.class,
        LfpDenseLayer.class,
        Role.WEIGHTED,
        "by its rule",
        "no layer normalisation",
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
        "maximum or average",
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
        "maximum, average or sum",
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
    addRecurrent();

    refuse(
        AutoEncoder.class,
        "it is trained to reproduce its input, layer by layer, which LFP does not do; use a"
            + " DenseLayer with its weights");
    refuse(
        VariationalAutoencoder.class,
        "its code is sampled, and no reward passes a sample; use a DenseLayer with its encoder's"
            + " weights");
    refuse(
        CenterLossOutputLayer.class,
        "its centers learn from a loss of their own, which LFP has no reward for; use an"
            + " OutputLayer");
    refuse(
        Yolo2OutputLayer.class,
        "it scores boxes, for which LFP has no reward; use it under the gradient rule, or train an"
            + " output that classifies");
    refuse(
        OCNNOutputLayer.class,
        "its parameters are a threshold and a hypersphere, which contribute no shares to its"
            + " output; use an OutputLayer with two classes");
    refuse(
        PrimaryCapsules.class,
        "its squashing mixes whole capsules, for which LFP has no rule; use a ConvolutionLayer");
    refuse(
        CapsuleLayer.class,
        "its routing by agreement is an iteration, for which LFP has no rule; use a DenseLayer");
    refuse(
        CapsuleStrengthLayer.class,
        "it takes the lengths of capsules, for which LFP has no rule; use a DenseLayer");
  }

  private LayerRegistry() {}

  @SuppressWarnings("deprecation") // models with peepholes exist
  private static void addRecurrent() {
    add(
        SimpleRnn.class,
        LfpSimpleRnnLayer.class,
        Role.RECURRENT,
        "back through time by the epsilon rule",
        "no layer normalisation; an activation that acts on each unit by itself",
        c ->
            c.hasLayerNorm()
                ? Optional.of(
                    "layer normalisation within a recurrent step has no rule here; use a SimpleRnn"
                        + " without it")
                : CellActivations.refuse(c.getActivationFn()));
    String gated = "back through time by the epsilon rule, products as the gate rule says";
    String condition = "activations that act on each unit by themselves";
    add(
        LSTM.class,
        LfpLstmLayer.class,
        Role.RECURRENT,
        gated,
        condition,
        c -> CellActivations.refuse(c.getActivationFn(), c.getGateActivationFn()));
    add(
        GravesLSTM.class,
        LfpGravesLstmLayer.class,
        Role.RECURRENT,
        gated,
        condition,
        c -> CellActivations.refuse(c.getActivationFn(), c.getGateActivationFn()));
    add(
        GravesBidirectionalLSTM.class,
        LfpGravesBidirectionalLstmLayer.class,
        Role.RECURRENT,
        gated,
        condition,
        c -> CellActivations.refuse(c.getActivationFn(), c.getGateActivationFn()));
  }

  private static <S extends Layer> void add(
      Class<S> stock, Class<? extends S> lfp, Role role, String note) {
    add(new LayerSupport<>(stock, lfp, role, note, Condition.none()));
  }

  private static <S extends Layer> void keep(Class<S> stock, String note) {
    add(stock, stock, Role.PASSING, note);
  }

  /** A kind without a rule: why, and what to do instead. */
  private static <S extends Layer> void refuse(Class<S> stock, String reason) {
    add(stock, null, Role.WEIGHTED, reason);
  }

  private static <S extends Layer> void add(
      Class<S> stock,
      Class<? extends S> lfp,
      Role role,
      String note,
      String condition,
      Function<S, Optional<String>> refusal) {
    add(new LayerSupport<>(stock, lfp, role, note, new Condition<>(condition, refusal)));
  }

  private static void add(LayerSupport<?> support) {
    BY_STOCK.put(support.stock(), support);
    if (!support.hasNoRule()) {
      BY_LFP.put(support.lfp(), support);
    }
  }

  /** All kinds of layer that are known, in the order of the documentation. */
  public static Collection<LayerSupport<?>> all() {
    return Collections.unmodifiableCollection(BY_STOCK.values());
  }

  /** The support of a layer, stock or LFP; nothing if it is not known. */
  public static Optional<LayerSupport<?>> find(Layer layer) {
    LayerSupport<?> support = BY_LFP.get(layer.getClass());
    return Optional.ofNullable(support == null ? BY_STOCK.get(layer.getClass()) : support);
  }

  /**
   * The support of a layer.
   *
   * @param index the layer's index, for the message
   * @throws LfpException if the layer is not known or has settings that are not supported, naming
   *     it and saying what to do
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
