package io.github.lfp4j.pruning.structure;

import io.github.lfp4j.dl4j.convert.LayerRegistry;
import io.github.lfp4j.dl4j.convert.LayerSupport;
import io.github.lfp4j.pruning.structure.LayerStructure.Flow;
import io.github.lfp4j.pruning.structure.LayerStructure.Resize;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
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
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.Pooling1D;
import org.deeplearning4j.nn.conf.layers.Pooling2D;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
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
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.util.MaskLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;

/** What each kind of Deeplearning4j layer does to units; to support another one, add it here. */
@SuppressWarnings("deprecation") // what old models are made of
final class LayerStructures {

  private static final Map<Class<?>, LayerStructure> BY_STOCK = new HashMap<>();

  private static final Axis[] ROW = {Axis.NONE, Axis.OUT};

  private static final Resize BOTH =
      (layer, in, out) -> {
        FeedForwardLayer sizes = (FeedForwardLayer) layer;
        if (in != LayerStructure.SAME) {
          sizes.setNIn(in);
        }
        sizes.setNOut(out);
      };

  static {
    dense(DenseLayer.class);
    dense(OutputLayer.class);
    dense(RnnOutputLayer.class);
    add(EmbeddingLayer.class, LayerStructures::embed, table(Axis.NONE, Axis.OUT), outOnly());
    add(
        EmbeddingSequenceLayer.class,
        LayerStructures::embed,
        table(Axis.NONE, Axis.OUT),
        outOnly());

    convolution(ConvolutionLayer.class, Axis.OUT, Axis.IN, Axis.NONE, Axis.NONE);
    convolution(Convolution2D.class, Axis.OUT, Axis.IN, Axis.NONE, Axis.NONE);
    convolution(Convolution1DLayer.class, Axis.OUT, Axis.IN, Axis.NONE, Axis.NONE);
    convolution(Convolution1D.class, Axis.OUT, Axis.IN, Axis.NONE, Axis.NONE);
    convolution(Convolution3D.class, Axis.OUT, Axis.IN, Axis.NONE, Axis.NONE, Axis.NONE);
    convolution(Deconvolution2D.class, Axis.IN, Axis.OUT, Axis.NONE, Axis.NONE);
    convolution(Deconvolution3D.class, Axis.NONE, Axis.NONE, Axis.NONE, Axis.OUT, Axis.IN);
    add(
        DepthwiseConvolution2D.class,
        LayerStructures::multiply,
        table(Axis.NONE, Axis.NONE, Axis.IN, Axis.NONE),
        BOTH);

    add(
        BatchNormalization.class,
        LayerStructures::pass,
        Map.of("gamma", ROW, "beta", ROW, "mean", ROW, "var", ROW, "log10stdev", ROW),
        BOTH);
    add(ElementWiseMultiplicationLayer.class, LayerStructures::pass, table(ROW), BOTH);
    add(PReLULayer.class, LayerStructures::slopes, Map.of(), LayerStructure.NOTHING);

    add(
        LSTM.class,
        LayerStructures::make,
        Map.of(
            "W", axes(Axis.IN, Axis.GATES),
            "RW", axes(Axis.OUT, Axis.GATES),
            "b", axes(Axis.NONE, Axis.GATES)),
        BOTH);
    add(
        GravesLSTM.class,
        LayerStructures::make,
        Map.of(
            "W", axes(Axis.IN, Axis.GATES),
            "RW", axes(Axis.OUT, Axis.GATES_AND_PEEPHOLES),
            "b", axes(Axis.NONE, Axis.GATES)),
        BOTH);
    add(
        SimpleRnn.class,
        LayerStructures::make,
        Map.of(
            "W", axes(Axis.IN, Axis.OUT),
            "RW", axes(Axis.OUT, Axis.OUT),
            "b", axes(Axis.NONE, Axis.OUT)),
        BOTH);

    pass(SubsamplingLayer.class);
    pass(Pooling2D.class);
    pass(Subsampling1DLayer.class);
    pass(Pooling1D.class);
    pass(Subsampling3DLayer.class);
    pass(GlobalPoolingLayer.class);
    pass(ActivationLayer.class);
    pass(DropoutLayer.class);
    pass(LossLayer.class);
    pass(RnnLossLayer.class);
    pass(CnnLossLayer.class);
    pass(Cnn3DLossLayer.class);
    pass(ZeroPaddingLayer.class);
    pass(ZeroPadding1DLayer.class);
    pass(ZeroPadding3DLayer.class);
    pass(Cropping1D.class);
    pass(Cropping2D.class);
    pass(Cropping3D.class);
    pass(Upsampling1D.class);
    pass(Upsampling2D.class);
    pass(Upsampling3D.class);
    pass(SpaceToBatchLayer.class);
    pass(RepeatVector.class);
    pass(MaskLayer.class);
    add(SpaceToDepthLayer.class, LayerStructures::spread, Map.of(), LayerStructure.NOTHING);
  }

  private LayerStructures() {}

  /** The structure of a layer that wraps no other; nothing if its kind is not known. */
  static Optional<LayerStructure> of(Layer layer) {
    Class<?> stock =
        LayerRegistry.find(layer).<Class<?>>map(LayerSupport::stock).orElse(layer.getClass());
    if (stock == SeparableConvolution2D.class) {
      return Optional.of(separable(((SeparableConvolution2D) layer).getDepthMultiplier()));
    }
    return Optional.ofNullable(BY_STOCK.get(stock));
  }

  private static LayerStructure separable(int multiplier) {
    return new LayerStructure(
        LayerStructures::make,
        Map.of(
            "W", axes(Axis.NONE, Axis.IN, Axis.NONE, Axis.NONE),
            "pW", axes(Axis.OUT, Axis.multiplied(multiplier), Axis.NONE, Axis.NONE),
            "b", ROW),
        BOTH);
  }

  private static void dense(Class<? extends Layer> stock) {
    add(
        stock,
        LayerStructures::make,
        Map.of("W", axes(Axis.IN, Axis.OUT), "b", ROW, "g", ROW),
        BOTH);
  }

  private static void convolution(Class<? extends Layer> stock, Axis... weights) {
    add(stock, LayerStructures::make, table(weights), BOTH);
  }

  private static void pass(Class<? extends Layer> stock) {
    add(stock, LayerStructures::pass, Map.of(), LayerStructure.NOTHING);
  }

  private static void add(
      Class<? extends Layer> stock, Flow flow, Map<String, Axis[]> axes, Resize resize) {
    BY_STOCK.put(stock, new LayerStructure(flow, axes, resize));
  }

  private static Axis[] axes(Axis... axes) {
    return axes;
  }

  /** Weights and a row of biases. */
  private static Map<String, Axis[]> table(Axis... weights) {
    return Map.of("W", weights, "b", ROW);
  }

  private static Resize outOnly() {
    return (layer, in, out) -> ((FeedForwardLayer) layer).setNOut(out);
  }

  /** New units, which read all of the input's. */
  private static int[] make(Layer layer, int[] in, Units units, String name) {
    FeedForwardLayer sizes = (FeedForwardLayer) layer;
    int[] out = units.make(name, (int) sizes.getNOut());
    if (in.length > 0 && in.length != sizes.getNIn()) {
      units.fix(in, "'" + name + "' reads them in a form that is not followed");
    }
    if (isSoftmax(((BaseLayer) layer).getActivationFn())) {
      units.fix(out, "softmax ties the units of '" + name + "' together");
    }
    boolean normalised =
        (layer instanceof DenseLayer dense && dense.hasLayerNorm())
            || (layer instanceof SimpleRnn rnn && rnn.hasLayerNorm());
    if (normalised) {
      units.fix(out, "layer normalisation ties the units of '" + name + "' together");
    }
    return out;
  }

  /** New units, which stand for the entries of a vocabulary that the input numbers. */
  private static int[] embed(Layer layer, int[] in, Units units, String name) {
    units.fix(in, "'" + name + "' takes them for the numbers of entries");
    return units.make(name, (int) ((FeedForwardLayer) layer).getNOut());
  }

  private static int[] pass(Layer layer, int[] in, Units units, String name) {
    if (layer instanceof ActivationLayer activation && isSoftmax(activation.getActivationFn())) {
      units.fix(in, "softmax in '" + name + "' ties them together");
    }
    return in;
  }

  private static boolean isSoftmax(IActivation function) {
    return function instanceof ActivationSoftmax;
  }

  /** Several outputs of each channel. */
  private static int[] multiply(Layer layer, int[] in, Units units, String name) {
    int multiplier = ((DepthwiseConvolution2D) layer).getDepthMultiplier();
    int[] out = units.make(name, in.length * multiplier);
    for (int i = 0; i < out.length; i++) {
      units.join(in[i / multiplier], out[i]);
    }
    return out;
  }

  /** Pixels of a block become channels: the channels once for each pixel. */
  private static int[] spread(Layer layer, int[] in, Units units, String name) {
    int block = ((SpaceToDepthLayer) layer).getBlockSize();
    int[] out = new int[in.length * block * block];
    for (int i = 0; i < out.length; i++) {
      out[i] = in[i % in.length];
    }
    return out;
  }

  /** A slope for each channel and pixel belongs to the channel. */
  private static int[] slopes(Layer layer, int[] in, Units units, String name) {
    units.fix(in, "the slopes of '" + name + "' are laid out for all of them");
    return in;
  }
}
