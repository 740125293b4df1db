package io.github.lfp4j.dl4j.convert;

import io.github.lfp4j.dl4j.LfpException;
import io.github.lfp4j.dl4j.conf.LfpActivationLayer;
import io.github.lfp4j.dl4j.conf.LfpBatchNormalization;
import io.github.lfp4j.dl4j.conf.LfpBidirectional;
import io.github.lfp4j.dl4j.conf.LfpCnn3DLossLayer;
import io.github.lfp4j.dl4j.conf.LfpCnnLossLayer;
import io.github.lfp4j.dl4j.conf.LfpConvolution1D;
import io.github.lfp4j.dl4j.conf.LfpConvolution1DLayer;
import io.github.lfp4j.dl4j.conf.LfpConvolution2D;
import io.github.lfp4j.dl4j.conf.LfpConvolution3D;
import io.github.lfp4j.dl4j.conf.LfpConvolutionLayer;
import io.github.lfp4j.dl4j.conf.LfpDeconvolution2D;
import io.github.lfp4j.dl4j.conf.LfpDeconvolution3D;
import io.github.lfp4j.dl4j.conf.LfpDenseLayer;
import io.github.lfp4j.dl4j.conf.LfpDepthwiseConvolution2D;
import io.github.lfp4j.dl4j.conf.LfpDropoutLayer;
import io.github.lfp4j.dl4j.conf.LfpElementWiseMultiplicationLayer;
import io.github.lfp4j.dl4j.conf.LfpEmbeddingLayer;
import io.github.lfp4j.dl4j.conf.LfpEmbeddingSequenceLayer;
import io.github.lfp4j.dl4j.conf.LfpGlobalPoolingLayer;
import io.github.lfp4j.dl4j.conf.LfpGravesBidirectionalLstmLayer;
import io.github.lfp4j.dl4j.conf.LfpGravesLstmLayer;
import io.github.lfp4j.dl4j.conf.LfpLocalResponseNormalization;
import io.github.lfp4j.dl4j.conf.LfpLocallyConnected1D;
import io.github.lfp4j.dl4j.conf.LfpLocallyConnected2D;
import io.github.lfp4j.dl4j.conf.LfpLossLayer;
import io.github.lfp4j.dl4j.conf.LfpLstmLayer;
import io.github.lfp4j.dl4j.conf.LfpOutputLayer;
import io.github.lfp4j.dl4j.conf.LfpPReLULayer;
import io.github.lfp4j.dl4j.conf.LfpPooling1D;
import io.github.lfp4j.dl4j.conf.LfpPooling2D;
import io.github.lfp4j.dl4j.conf.LfpRnnLossLayer;
import io.github.lfp4j.dl4j.conf.LfpRnnOutputLayer;
import io.github.lfp4j.dl4j.conf.LfpSeparableConvolution2D;
import io.github.lfp4j.dl4j.conf.LfpSimpleRnnLayer;
import io.github.lfp4j.dl4j.conf.LfpSpaceToDepthLayer;
import io.github.lfp4j.dl4j.conf.LfpSubsampling1DLayer;
import io.github.lfp4j.dl4j.conf.LfpSubsampling3DLayer;
import io.github.lfp4j.dl4j.conf.LfpSubsamplingLayer;
import io.github.lfp4j.dl4j.conf.SameDiffActivations;
import io.github.lfp4j.dl4j.convert.LayerSupport.Condition;
import io.github.lfp4j.dl4j.convert.LayerSupport.Role;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.AutoEncoder;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CapsuleLayer;
import org.deeplearning4j.nn.conf.layers.CapsuleStrengthLayer;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.Cnn3DLossLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1D;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution2D;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.GravesBidirectionalLSTM;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LearnedSelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LocallyConnected1D;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.Pooling1D;
import org.deeplearning4j.nn.conf.layers.Pooling2D;
import org.deeplearning4j.nn.conf.layers.PrimaryCapsules;
import org.deeplearning4j.nn.conf.layers.RecurrentAttentionLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SpaceToBatchLayer;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling1D;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.Upsampling3D;
import org.deeplearning4j.nn.conf.layers.ZeroPadding1DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPadding3DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping1D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping3D;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.misc.RepeatVector;
import org.deeplearning4j.nn.conf.layers.objdetect.Yolo2OutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.recurrent.TimeDistributed;
import org.deeplearning4j.nn.conf.layers.util.MaskLayer;
import org.deeplearning4j.nn.conf.layers.util.MaskZeroLayer;
import org.deeplearning4j.nn.conf.layers.variational.VariationalAutoencoder;
import org.deeplearning4j.nn.conf.ocnn.OCNNOutputLayer;
import org.nd4j.linalg.activations.Activation;

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
        "by its rule; through layer normalisation as through batch normalisation");
    add(ConvolutionLayer.class, LfpConvolutionLayer.class, Role.WEIGHTED, "by its rule");
    add(Convolution2D.class, LfpConvolution2D.class, Role.WEIGHTED, "by its rule");
    add(Convolution1DLayer.class, LfpConvolution1DLayer.class, Role.WEIGHTED, "by its rule");
    add(Convolution1D.class, LfpConvolution1D.class, Role.WEIGHTED, "by its rule");
    add(Convolution3D.class, LfpConvolution3D.class, Role.WEIGHTED, "by its rule");
    add(Deconvolution2D.class, LfpDeconvolution2D.class, Role.WEIGHTED, "by its rule");
    add(Deconvolution3D.class, LfpDeconvolution3D.class, Role.WEIGHTED, "by its rule");
    add(
        DepthwiseConvolution2D.class,
        LfpDepthwiseConvolution2D.class,
        Role.WEIGHTED,
        "by its rule");
    add(
        SeparableConvolution2D.class,
        LfpSeparableConvolution2D.class,
        Role.WEIGHTED,
        "by its rule, through its two maps one after the other");
    add(
        LocallyConnected1D.class,
        LfpLocallyConnected1D.class,
        Role.WEIGHTED,
        "by its rule",
        "an activation function that means the same in a SameDiff layer",
        c -> unlessKnown(c.getActivation()));
    add(
        LocallyConnected2D.class,
        LfpLocallyConnected2D.class,
        Role.WEIGHTED,
        "by its rule",
        "an activation function that means the same in a SameDiff layer",
        c -> unlessKnown(c.getActivation()));
    add(
        ElementWiseMultiplicationLayer.class,
        LfpElementWiseMultiplicationLayer.class,
        Role.WEIGHTED,
        "by its rule");
    add(
        EmbeddingLayer.class,
        LfpEmbeddingLayer.class,
        Role.WEIGHTED,
        "by its rule, to the tokens that the input names");
    add(
        EmbeddingSequenceLayer.class,
        LfpEmbeddingSequenceLayer.class,
        Role.WEIGHTED,
        "by its rule, to the tokens that the input names");
    String windows = "maximum to the winner of each window, average by its rule";
    String norms = windows + ", of a p-norm to each its share";
    add(
        SubsamplingLayer.class,
        LfpSubsamplingLayer.class,
        Role.AVERAGING,
        norms,
        PoolingConditions.WINDOW,
        PoolingConditions::refuseWindow);
    add(
        Pooling2D.class,
        LfpPooling2D.class,
        Role.AVERAGING,
        norms,
        PoolingConditions.WINDOW,
        PoolingConditions::refuseWindow);
    add(
        Subsampling1DLayer.class,
        LfpSubsampling1DLayer.class,
        Role.AVERAGING,
        norms,
        PoolingConditions.SERIES,
        PoolingConditions::refuseSeries);
    add(
        Pooling1D.class,
        LfpPooling1D.class,
        Role.AVERAGING,
        norms,
        PoolingConditions.SERIES,
        PoolingConditions::refuseSeries);
    add(
        Subsampling3DLayer.class,
        LfpSubsampling3DLayer.class,
        Role.AVERAGING,
        windows,
        PoolingConditions.VOLUME,
        PoolingConditions::refuseVolume);
    add(
        GlobalPoolingLayer.class,
        LfpGlobalPoolingLayer.class,
        Role.AVERAGING,
        "maximum to the winner, average and sum by the epsilon rule, of a p-norm to each its share;"
            + " none to what is masked");
    add(
        BatchNormalization.class,
        LfpBatchNormalization.class,
        Role.NORMALIZING,
        "by the epsilon or the pass rule");
    add(ActivationLayer.class, LfpActivationLayer.class, Role.PASSING, "unchanged");
    add(
        PReLULayer.class,
        LfpPReLULayer.class,
        Role.ACTIVATING,
        "unchanged; the slope learns by the epsilon rule");
    add(OutputLayer.class, LfpOutputLayer.class, Role.WEIGHTED, "starts here; by its rule");
    add(LossLayer.class, LfpLossLayer.class, Role.PASSING, "starts here");
    add(
        RnnOutputLayer.class,
        LfpRnnOutputLayer.class,
        Role.WEIGHTED,
        "starts here, at every time step; by its rule");
    add(RnnLossLayer.class, LfpRnnLossLayer.class, Role.PASSING, "starts here, at every time step");
    add(CnnLossLayer.class, LfpCnnLossLayer.class, Role.PASSING, "starts here, at every pixel");
    add(Cnn3DLossLayer.class, LfpCnn3DLossLayer.class, Role.PASSING, "starts here, at every voxel");
    add(
        DropoutLayer.class,
        LfpDropoutLayer.class,
        Role.PASSING,
        "unchanged at kept units, none at dropped ones; added noise takes its share as a bias does");
    add(
        LocalResponseNormalization.class,
        LfpLocalResponseNormalization.class,
        Role.PASSING,
        "unchanged; the divisor counts as a constant");
    keep(ZeroPadding1DLayer.class, "unchanged; none on the padding");
    keep(ZeroPaddingLayer.class, "unchanged; none on the padding");
    keep(ZeroPadding3DLayer.class, "unchanged; none on the padding");
    keep(Cropping1D.class, "unchanged; none on what was cropped");
    keep(Cropping2D.class, "unchanged; none on what was cropped");
    keep(Cropping3D.class, "unchanged; none on what was cropped");
    keepWithoutDropout(Upsampling1D.class, "the sum over copies");
    keep(Upsampling2D.class, "the sum over copies");
    keep(Upsampling3D.class, "the sum over copies");
    keepWithoutDropout(RepeatVector.class, "the sum over copies");
    add(
        SpaceToDepthLayer.class,
        LfpSpaceToDepthLayer.class,
        Role.PASSING,
        "unchanged",
        DropoutCondition.NONE,
        DropoutCondition::refuse);
    keepWithoutDropout(SpaceToBatchLayer.class, "unchanged; none on the padding");
    keep(MaskLayer.class, "unchanged; none on what is masked");
    wrap(FrozenLayer.class, "none: nothing below learns, as in Deeplearning4j");
    wrap(
        FrozenLayerWithBackprop.class,
        "as the layer that it wraps, whose parameters get no feedback");
    wrap(TimeDistributed.class, "as the layer that it wraps, at every time step");
    addRecurrent();
    wrap(
        LastTimeStep.class,
        "to the last time step that is not masked, then as the layer that it wraps");
    wrap(MaskZeroLayer.class, "as the layer that it wraps, with the mask that it makes");
    add(
        Bidirectional.class,
        LfpBidirectional.class,
        Role.WRAPPING,
        "to each direction its part of a concatenation, of a sum or mean by the epsilon rule, of a"
            + " product an equal part",
        "not around LastTimeStep",
        b ->
            b.getFwd() instanceof LastTimeStep
                ? Optional.of(
                    "Deeplearning4j cannot train two directions around LastTimeStep; put"
                        + " LastTimeStep around Bidirectional")
                : Optional.empty());

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
        "it scores boxes, for which LFP has no reward; use an output that classifies");
    refuse(
        OCNNOutputLayer.class,
        "its parameters are a threshold and a hypersphere, which contribute no shares to its"
            + " output; use an OutputLayer with two classes");
    String attention =
        "its products of activations and its softmax have no rule here; use a"
            + " Convolution1DLayer or an LSTM in its place";
    refuse(SelfAttentionLayer.class, attention);
    refuse(LearnedSelfAttentionLayer.class, attention);
    refuse(RecurrentAttentionLayer.class, attention);
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

  private static Optional<String> unlessKnown(Activation activation) {
    return SameDiffActivations.isKnown(activation)
        ? Optional.empty()
        : Optional.of(
            "Deeplearning4j's own layer does not compute "
                + activation
                + " as others do; use the identity and an ActivationLayer behind it");
  }

  private static <S extends Layer> void add(
      Class<S> stock, Class<? extends S> lfp, Role role, String note) {
    add(new LayerSupport<>(stock, lfp, role, note, Condition.none()));
  }

  private static <S extends Layer> void keep(Class<S> stock, String note) {
    add(stock, stock, Role.PASSING, note);
  }

  /** A layer whose own dropout Deeplearning4j forgets on the way back. */
  private static <S extends Layer> void keepWithoutDropout(Class<S> stock, String note) {
    add(stock, stock, Role.PASSING, note, DropoutCondition.NONE, DropoutCondition::refuse);
  }

  /** A wrapper that is exact as it is around another layer. */
  private static <S extends Layer> void wrap(Class<S> stock, String note) {
    add(stock, stock, Role.WRAPPING, note);
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

  /**
   * The support of the layer within all wrappers.
   *
   * @param index the layer's index, for the message
   * @throws LfpException as {@link #require}
   */
  static LayerSupport<?> requireInnermost(Layer layer, int index) {
    require(layer, index);
    return require(Wrappers.innermost(layer), index);
  }

  /** The names that a layer goes by: its own, and those of what it wraps. */
  public static Set<String> namesOf(Layer layer) {
    Set<String> names = new LinkedHashSet<>();
    for (Optional<Layer> l = Optional.of(layer); l.isPresent(); l = Wrappers.wrapped(l.get())) {
      if (l.get().getLayerName() != null) {
        names.add(l.get().getLayerName());
      }
    }
    return names;
  }

  /** Whether a layer's parameters change in training. */
  static boolean learns(Layer layer, int index) {
    return requireInnermost(layer, index).learns() && !Wrappers.isFrozen(layer);
  }

  /** An error that names a layer. */
  public static LfpException refusal(Layer layer, int index, String reason) {
    return new LfpException(nameOf(layer, index) + ": " + reason);
  }

  /** A layer in a message: index, name and type. */
  static String nameOf(Layer layer, int index) {
    String name = layer.getLayerName() == null ? "" : " '" + layer.getLayerName() + "'";
    return "layer " + index + name + " (" + layer.getClass().getSimpleName() + ")";
  }
}
