package io.github.lfp4j.pruning.structure;

import io.github.lfp4j.dl4j.convert.LayerRegistry;
import io.github.lfp4j.dl4j.convert.LayerSupport;
import io.github.lfp4j.pruning.structure.LayerStructure.Flow;
import io.github.lfp4j.pruning.structure.LayerStructure.Resize;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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
import org.deeplearning4j.nn.conf.layers.misc.RepeatVector;
import org.deeplearning4j.nn.conf.layers.objdetect.Yolo2OutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.util.MaskLayer;
import org.deeplearning4j.nn.conf.layers.variational.VariationalAutoencoder;
import org.deeplearning4j.nn.conf.ocnn.OCNNOutputLayer;

/**
 * What each kind of Deeplearning4j layer does to units; to support another one, add it here. {@code
 * docs/pruning.md} shows the list.
 */
@SuppressWarnings("deprecation") // what old models are made of
final class LayerStructures {

  /**
   * A kind of layer.
   *
   * @param note what it does to units, in one clause, for the documentation
   * @param structure of a layer of this kind
   */
  record Kind(String note, Settings structure) {}

  /** The structure of a layer by its settings and the unit axis of what it reads. */
  @FunctionalInterface
  interface Settings {
    LayerStructure of(Layer layer, int unitAxis);
  }

  private static final Map<Class<?>, Kind> KINDS = new LinkedHashMap<>();
  private static final Map<Class<?>, String> LEFT = new LinkedHashMap<>();

  private static final String MAKES = "makes units";
  private static final String NORMALISES =
      "makes units; none can go where layer normalisation ties them together";

  private static final Axis[] ROW = {Axis.NONE, Axis.OUT};

  static {
    make(DenseLayer.class, NORMALISES, dense());
    make(OutputLayer.class, MAKES, dense());
    make(RnnOutputLayer.class, MAKES, dense());
    make(CenterLossOutputLayer.class, MAKES, with(dense(), "cL", Axis.OUT, Axis.IN));
    make(AutoEncoder.class, MAKES, with(dense(), "vb", Axis.NONE, Axis.IN));
    embed(EmbeddingLayer.class);
    embed(EmbeddingSequenceLayer.class);

    Map<String, Axis[]> images = table(Axis.OUT, Axis.IN, Axis.NONE, Axis.NONE);
    make(ConvolutionLayer.class, MAKES, images);
    make(Convolution2D.class, MAKES, images);
    add(Convolution1DLayer.class, MAKES, (layer, axis) -> overTime());
    add(Convolution1D.class, MAKES, (layer, axis) -> overTime());
    make(Convolution3D.class, MAKES, table(Axis.OUT, Axis.IN, Axis.NONE, Axis.NONE, Axis.NONE));
    make(Deconvolution2D.class, MAKES, table(Axis.IN, Axis.OUT, Axis.NONE, Axis.NONE));
    make(Deconvolution3D.class, MAKES, table(Axis.NONE, Axis.NONE, Axis.NONE, Axis.OUT, Axis.IN));
    add(
        DepthwiseConvolution2D.class,
        "makes units that go with those that they are made of",
        UnitFlows::multiply,
        table(Axis.NONE, Axis.NONE, Axis.IN, Axis.NONE),
        Sizes::both);
    add(SeparableConvolution2D.class, MAKES, (layer, axis) -> separable(layer));
    add(LocallyConnected1D.class, MAKES, (layer, axis) -> local(layer));
    add(LocallyConnected2D.class, MAKES, (layer, axis) -> local(layer));

    make(LSTM.class, MAKES, gated("", Axis.GATES));
    make(GravesLSTM.class, MAKES, gated("", Axis.GATES_AND_PEEPHOLES));
    Map<String, Axis[]> bothWays = new HashMap<>(gated("F", Axis.GATES_AND_PEEPHOLES));
    bothWays.putAll(gated("B", Axis.GATES_AND_PEEPHOLES));
    make(GravesBidirectionalLSTM.class, "makes units, each from both directions", bothWays);
    make(SimpleRnn.class, NORMALISES, with(dense(), "RW", Axis.OUT, Axis.OUT));

    add(
        BatchNormalization.class,
        "passes units on, with statistics, scale and shift of each",
        UnitFlows::pass,
        Map.of("gamma", ROW, "beta", ROW, "mean", ROW, "var", ROW, "log10stdev", ROW),
        Sizes::both);
    add(
        ElementWiseMultiplicationLayer.class,
        "passes units on, with a factor of each",
        UnitFlows::pass,
        table(ROW),
        Sizes::both);
    add(PReLULayer.class, "passes units on, with slopes of each", LayerStructures::slopes);
    add(
        ActivationLayer.class,
        "passes units on; none can go where the function, as softmax, ties them together",
        UnitFlows::pass,
        Map.of(),
        LayerStructure.NOTHING);
    add(
        GlobalPoolingLayer.class,
        "passes units on, unless it is told to pool over them",
        (layer, axis) ->
            new LayerStructure(
                (pooling, in, units, node) ->
                    UnitFlows.pool((GlobalPoolingLayer) pooling, in, axis, units, node),
                Map.of(),
                LayerStructure.NOTHING));
    add(
        SpaceToDepthLayer.class,
        "passes units on, each as several",
        UnitFlows::spread,
        Map.of(),
        LayerStructure.NOTHING);
    pass(
        SubsamplingLayer.class,
        Pooling2D.class,
        Subsampling1DLayer.class,
        Pooling1D.class,
        Subsampling3DLayer.class,
        DropoutLayer.class,
        ZeroPaddingLayer.class,
        ZeroPadding1DLayer.class,
        ZeroPadding3DLayer.class,
        Cropping1D.class,
        Cropping2D.class,
        Cropping3D.class,
        Upsampling1D.class,
        Upsampling2D.class,
        Upsampling3D.class,
        SpaceToBatchLayer.class,
        RepeatVector.class,
        MaskLayer.class,
        LossLayer.class,
        RnnLossLayer.class,
        CnnLossLayer.class,
        Cnn3DLossLayer.class,
        Yolo2OutputLayer.class);
    String neighbours = "it divides each channel by its neighbours";
    add(
        LocalResponseNormalization.class,
        "leaves all that it reads: " + neighbours,
        (layer, in, units, node) -> UnitFlows.passAll(neighbours, in, units, node),
        Map.of(),
        LayerStructure.NOTHING);

    String attention = "its projections are cut into heads";
    leave(SelfAttentionLayer.class, attention);
    leave(LearnedSelfAttentionLayer.class, attention);
    leave(RecurrentAttentionLayer.class, attention);
    String capsules = "it counts and measures capsules, not channels";
    leave(PrimaryCapsules.class, capsules);
    leave(CapsuleLayer.class, capsules);
    leave(CapsuleStrengthLayer.class, capsules);
    leave(VariationalAutoencoder.class, "its decoder puts out what its encoder reads");
    leave(OCNNOutputLayer.class, "its hypersphere lies around all of them");
  }

  private LayerStructures() {}

  /**
   * The structure of a layer that wraps no other; nothing if its kind is not known.
   *
   * @param unitAxis of what it reads
   */
  static Optional<LayerStructure> of(Layer layer, int unitAxis) {
    return Optional.ofNullable(KINDS.get(stock(layer)))
        .map(kind -> kind.structure().of(layer, unitAxis));
  }

  /** Why a layer's own units stay whatever reads them, if they do. */
  static Optional<String> whyLeft(Layer layer) {
    return Optional.ofNullable(LEFT.get(stock(layer)));
  }

  /** What each kind of layer does, in the order of the documentation. */
  static Map<Class<?>, String> notes() {
    Map<Class<?>, String> notes = new LinkedHashMap<>();
    KINDS.forEach((type, kind) -> notes.put(type, kind.note()));
    return notes;
  }

  private static Class<?> stock(Layer layer) {
    return LayerRegistry.find(layer).<Class<?>>map(LayerSupport::stock).orElse(layer.getClass());
  }

  private static void add(Class<? extends Layer> stock, String note, Settings structure) {
    KINDS.put(stock, new Kind(note, structure));
  }

  private static void add(
      Class<? extends Layer> stock,
      String note,
      Flow flow,
      Map<String, Axis[]> axes,
      Resize resize) {
    LayerStructure structure = new LayerStructure(flow, axes, resize);
    add(stock, note, (layer, axis) -> structure);
  }

  private static void make(Class<? extends Layer> stock, String note, Map<String, Axis[]> axes) {
    add(stock, note, UnitFlows::make, axes, Sizes::both);
  }

  private static void embed(Class<? extends Layer> stock) {
    add(
        stock,
        "makes units; what it reads stays",
        UnitFlows::embed,
        table(Axis.NONE, Axis.OUT),
        Sizes::out);
  }

  @SafeVarargs
  private static void pass(Class<? extends Layer>... stock) {
    for (Class<? extends Layer> each : stock) {
      add(each, "passes units on", UnitFlows::pass, Map.of(), Sizes::passed);
    }
  }

  private static void leave(Class<? extends Layer> stock, String reason) {
    LEFT.put(stock, reason);
    LayerStructure structure = LayerStructure.left(reason);
    add(stock, "leaves its units and all that it reads: " + reason, (layer, axis) -> structure);
  }

  private static Axis[] axes(Axis... axes) {
    return axes;
  }

  /** Weights and a row of biases. */
  private static Map<String, Axis[]> table(Axis... weights) {
    return Map.of("W", weights, "b", ROW);
  }

  private static Map<String, Axis[]> dense() {
    return table(Axis.IN, Axis.OUT);
  }

  private static Map<String, Axis[]> with(Map<String, Axis[]> table, String key, Axis... axes) {
    Map<String, Axis[]> more = new HashMap<>(table);
    more.put(key, axes);
    return more;
  }

  /**
   * The parameters of an LSTM.
   *
   * @param direction behind each key
   * @param recurrent what runs along the columns of the recurrent weights
   */
  private static Map<String, Axis[]> gated(String direction, Axis recurrent) {
    return Map.of(
        "W" + direction, axes(Axis.IN, Axis.GATES),
        "RW" + direction, axes(Axis.OUT, recurrent),
        "b" + direction, axes(Axis.NONE, Axis.GATES));
  }

  private static LayerStructure separable(Layer layer) {
    Axis between = Axis.multiplied(((SeparableConvolution2D) layer).getDepthMultiplier());
    return new LayerStructure(
        UnitFlows::make,
        Map.of(
            "W", axes(Axis.NONE, Axis.IN, Axis.NONE, Axis.NONE),
            "pW", axes(Axis.OUT, between, Axis.NONE, Axis.NONE),
            "b", ROW),
        Sizes::both);
  }

  /** Weights that are said to be [out, in, taps, 1] and are read as [taps, in, out]. */
  private static LayerStructure overTime() {
    return new LayerStructure(
        UnitFlows::make,
        table(Axis.NONE, Axis.IN, Axis.OUT),
        Sizes::both,
        (key, w) -> key.equals("W") ? w.reshape('c', true, w.size(2), w.size(1), w.size(0)) : w);
  }

  /** A weight of its own for each position, and for each tap of each channel. */
  private static LayerStructure local(Layer layer) {
    return new LayerStructure(
        UnitFlows::make,
        Map.of(
            "W",
            axes(Axis.NONE, Axis.multiplied(Sizes.taps(layer)), Axis.OUT),
            "b",
            axes(Axis.OUT)),
        Sizes::local);
  }

  /** Slopes are laid out as an example is; along some axes there is one for all places. */
  private static LayerStructure slopes(Layer layer, int unitAxis) {
    long[] shape = ((PReLULayer) layer).getInputShape();
    int axis = Math.max(UnitAxes.FIRST, unitAxis) - 1;
    Axis[] axes = new Axis[shape.length];
    Arrays.setAll(axes, i -> i == axis && shape[i] > 1 ? Axis.OUT : Axis.NONE);
    return new LayerStructure(
        UnitFlows::pass,
        Map.of("W", axes),
        (prelu, in, out) -> Sizes.slopes((PReLULayer) prelu, axis, out));
  }
}
