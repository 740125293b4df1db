package io.github.lfp4j.pruning.structure;

import io.github.lfp4j.dl4j.conf.LayerCopy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.dropout.SpatialDropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.AutoEncoder;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
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
import org.deeplearning4j.nn.conf.layers.LocallyConnected1D;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.Pooling1D;
import org.deeplearning4j.nn.conf.layers.Pooling2D;
import org.deeplearning4j.nn.conf.layers.PoolingType;
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
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.CnnToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.ComposableInputPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnn3DPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToCnnPreProcessor;
import org.deeplearning4j.nn.modelimport.keras.preprocessors.TensorFlowCnnToFeedForwardPreProcessor;
import org.deeplearning4j.preprocessors.KerasFlattenRnnPreprocessor;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks that are lists of layers, of every kind whose units can be removed. */
@SuppressWarnings("deprecation") // what old models are made of
final class ChainSamples {

  private static final int SIZE = 8;
  private static final int EXAMPLES = 3;
  private static final InputType SERIES = InputType.recurrent(4, 7);

  private ChainSamples() {}

  static List<Sample> all() {
    List<Sample> samples = new ArrayList<>();
    for (CNN2DFormat format : CNN2DFormat.values()) {
      samples.addAll(images(format));
    }
    for (Convolution3D.DataFormat format : Convolution3D.DataFormat.values()) {
      samples.add(volumes(format));
    }
    samples.addAll(features());
    samples.addAll(series());
    samples.addAll(reshaped());
    return samples;
  }

  static NeuralNetConfiguration.Builder builder() {
    return new NeuralNetConfiguration.Builder()
        .seed(3)
        .dataType(DataType.DOUBLE)
        .updater(new Adam(0.01))
        .activation(Activation.TANH);
  }

  static MultiLayerConfiguration chain(InputType type, Layer... layers) {
    NeuralNetConfiguration.ListBuilder list = builder().list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    return list.setInputType(type).build();
  }

  static ConvolutionLayer.Builder conv(int outputs, CNN2DFormat format) {
    return new ConvolutionLayer.Builder(3, 3)
        .nOut(outputs)
        .dataFormat(format)
        .convolutionMode(ConvolutionMode.Same)
        .activation(Activation.RELU);
  }

  static DenseLayer dense(int outputs) {
    return new DenseLayer.Builder().nOut(outputs).build();
  }

  static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(3)
        .activation(Activation.SOFTMAX)
        .build();
  }

  static RnnOutputLayer outputs() {
    return new RnnOutputLayer.Builder(LossFunction.MCXENT)
        .nOut(3)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static InputType pictures(CNN2DFormat format) {
    return InputType.convolutional(SIZE, SIZE, 2, format);
  }

  static Supplier<INDArray> random(long... shape) {
    long[] batch = new long[shape.length + 1];
    batch[0] = EXAMPLES;
    System.arraycopy(shape, 0, batch, 1, shape.length);
    return () -> Nd4j.randn(DataType.DOUBLE, batch);
  }

  private static Supplier<INDArray> random(CNN2DFormat format) {
    return format == CNN2DFormat.NCHW ? random(2, SIZE, SIZE) : random(SIZE, SIZE, 2);
  }

  private static List<Sample> images(CNN2DFormat format) {
    boolean channelsFirst = format == CNN2DFormat.NCHW;
    Supplier<INDArray> x = random(format);
    String name = " " + format;
    Sample boxes =
        new Sample(
            "boxes" + name,
            chain(
                pictures(format),
                conv(5, format).build(),
                conv(16, format).activation(Activation.IDENTITY).build(),
                new Yolo2OutputLayer.Builder()
                    .boundingBoxPriors(Nd4j.ones(DataType.DOUBLE, 2, 2))
                    .build()),
            x);
    List<Sample> samples = new ArrayList<>();
    if (channelsFirst) {
      samples.add(boxes.untrained());
    }
    samples.add(
        new Sample(
            "convolutions" + name,
            chain(
                pictures(format),
                conv(6, format).activation(Activation.IDENTITY).build(),
                new BatchNormalization.Builder().dataFormat(format).build(),
                new ActivationLayer(Activation.RELU),
                new SubsamplingLayer.Builder().kernelSize(2, 2).dataFormat(format).build(),
                LayerCopy.of(
                    new ConvolutionLayer.Builder(3, 3)
                        .nOut(5)
                        .dataFormat(format)
                        .activation(Activation.RELU)
                        .build(),
                    Convolution2D.class),
                dense(7),
                dense(6),
                output()),
            x));
    Sample normalised =
        new Sample(
            "other normalisation" + name,
            chain(
                pictures(format),
                conv(6, format).activation(Activation.IDENTITY).build(),
                new BatchNormalization.Builder().dataFormat(format).useLogStd(true).build(),
                conv(5, format).hasBias(false).build(),
                new BatchNormalization.Builder().dataFormat(format).lockGammaBeta(true).build(),
                conv(4, format).build(),
                output()),
            x);
    // Deeplearning4j cannot train without gamma and beta where channels come last.
    samples.add(channelsFirst ? normalised : normalised.untrained());
    samples.add(
        new Sample(
            "slopes of pixels" + name,
            chain(
                pictures(format),
                conv(8, format).activation(Activation.IDENTITY).build(),
                prelu(channelsFirst ? new long[] {8, SIZE, SIZE} : new long[] {SIZE, SIZE, 8}),
                conv(6, format).activation(Activation.IDENTITY).build(),
                prelu(
                    channelsFirst ? new long[] {6, SIZE, SIZE} : new long[] {SIZE, SIZE, 6},
                    channelsFirst ? new long[] {3} : new long[] {2}),
                conv(5, format).activation(Activation.IDENTITY).build(),
                prelu(
                    channelsFirst ? new long[] {5, SIZE, SIZE} : new long[] {SIZE, SIZE, 5},
                    channelsFirst ? new long[] {1} : new long[] {3}),
                output()),
            x));
    samples.add(
        new Sample(
            "depthwise" + name,
            chain(
                pictures(format),
                conv(4, format).build(),
                new DepthwiseConvolution2D.Builder(3, 3)
                    .depthMultiplier(2)
                    .dataFormat(format)
                    .activation(Activation.RELU)
                    .build(),
                new SeparableConvolution2D.Builder(3, 3)
                    .depthMultiplier(2)
                    .nOut(5)
                    .dataFormat(format)
                    .activation(Activation.RELU)
                    .build(),
                new Deconvolution2D.Builder(2, 2)
                    .nOut(4)
                    .dataFormat(format)
                    .activation(Activation.RELU)
                    .build(),
                new GlobalPoolingLayer(PoolingType.MAX),
                output()),
            x));
    samples.add(
        new Sample(
            "shapes" + name,
            chain(
                pictures(format),
                conv(4, format).build(),
                new ZeroPaddingLayer.Builder(1, 1).dataFormat(format).build(),
                new Cropping2D.Builder(0, 2, 1, 1).dataFormat(format).build(),
                new SpaceToDepthLayer.Builder<>(2, format).build(),
                conv(5, format).build(),
                new Upsampling2D.Builder().size(2).dataFormat(format).build(),
                new DropoutLayer.Builder(new SpatialDropout(0.5)).build(),
                LayerCopy.of(
                    new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG)
                        .kernelSize(2, 2)
                        .dataFormat(format)
                        .build(),
                    Pooling2D.class),
                new LocallyConnected2D.Builder()
                    .kernelSize(2, 2)
                    .nOut(6)
                    .activation(Activation.RELU)
                    .convolutionMode(ConvolutionMode.Truncate)
                    .dataFormat(format)
                    .build(),
                output()),
            x));
    samples.add(
        new Sample(
            "blocks" + name,
            chain(
                pictures(format),
                conv(4, format).build(),
                new SpaceToBatchLayer.Builder<>()
                    .blocks(2, 2)
                    .padding(new int[][] {{0, 0}, {0, 0}})
                    .dataFormat(format)
                    .build(),
                dense(5),
                output()),
            x));
    samples.add(
        new Sample(
            "pixels" + name,
            chain(
                pictures(format),
                conv(5, format).build(),
                conv(3, format).activation(Activation.IDENTITY).build(),
                new CnnLossLayer.Builder(LossFunction.MSE)
                    .format(format)
                    .activation(Activation.IDENTITY)
                    .build()),
            x));
    return samples;
  }

  private static PReLULayer prelu(long[] shape, long... shared) {
    PReLULayer.Builder builder = new PReLULayer.Builder().inputShape(shape);
    return (shared.length == 0 ? builder : builder.sharedAxes(shared)).build();
  }

  private static Sample volumes(Convolution3D.DataFormat format) {
    boolean channelsFirst = format == Convolution3D.DataFormat.NCDHW;
    List<Layer> layers = new ArrayList<>();
    layers.add(
        new Convolution3D.Builder(2, 2, 2)
            .nOut(4)
            .dataFormat(format)
            .activation(Activation.RELU)
            .build());
    layers.add(
        new Subsampling3DLayer.Builder(Subsampling3DLayer.PoolingType.MAX)
            .kernelSize(2, 2, 2)
            .stride(1, 1, 1)
            .dataFormat(format)
            .build());
    if (channelsFirst) {
      layers.add(new ZeroPadding3DLayer.Builder(1, 1, 1).build());
      layers.add(new Cropping3D.Builder(1, 1, 1, 0, 0, 0).build());
    }
    layers.add(new Upsampling3D.Builder().size(2).dataFormat(format).build());
    layers.add(
        new Deconvolution3D.Builder()
            .kernelSize(2, 2, 2)
            .nOut(5)
            .dataFormat(format)
            .activation(Activation.RELU)
            .build());
    layers.add(
        new Convolution3D.Builder(1, 1, 1)
            .nOut(3)
            .dataFormat(format)
            .activation(Activation.IDENTITY)
            .build());
    layers.add(
        new Cnn3DLossLayer.Builder(format)
            .lossFunction(LossFunction.MSE)
            .activation(Activation.IDENTITY)
            .build());
    InputType type = InputType.convolutional3D(format, 4, 4, 4, 2);
    return new Sample(
        "volumes " + format,
        chain(type, layers.toArray(Layer[]::new)),
        channelsFirst ? random(2, 4, 4, 4) : random(4, 4, 4, 2));
  }

  private static List<Sample> features() {
    InputType five = InputType.feedForward(5);
    return List.of(
        new Sample("dense", chain(five, dense(6), dense(7), output()), random(5)),
        new Sample(
            "center loss",
            chain(
                five,
                new AutoEncoder.Builder().nOut(6).activation(Activation.TANH).build(),
                new PReLULayer.Builder().inputShape(6).build(),
                new ElementWiseMultiplicationLayer.Builder()
                    .nOut(6)
                    .activation(Activation.TANH)
                    .build(),
                new AutoEncoder.Builder().nOut(4).activation(Activation.TANH).build(),
                new CenterLossOutputLayer.Builder(LossFunction.MCXENT)
                    .nOut(3)
                    .activation(Activation.SOFTMAX)
                    .build()),
            random(5)),
        new Sample(
            "frozen",
            chain(
                five,
                new FrozenLayer(dense(6)),
                new FrozenLayerWithBackprop(dense(7)),
                dense(4),
                new LossLayer.Builder(LossFunction.MSE).activation(Activation.IDENTITY).build()),
            random(5)),
        new Sample(
            "embedding",
            chain(
                InputType.feedForward(9),
                new EmbeddingLayer.Builder().nOut(6).hasBias(true).build(),
                dense(4),
                output()),
            () -> Nd4j.createFromArray(0.0, 3, 8).reshape(3, 1)),
        new Sample(
            "repeated",
            chain(
                five,
                dense(6),
                new RepeatVector.Builder<>(4).build(),
                new LSTM.Builder().nOut(3).build(),
                new RnnLossLayer.Builder(LossFunction.MSE).activation(Activation.IDENTITY).build()),
            random(5)));
  }

  private static List<Sample> series() {
    Supplier<INDArray> x = random(4, 7);
    List<Sample> samples = new ArrayList<>();
    MaskLayer mask = new MaskLayer();
    samples.add(
        new Sample(
            "recurrent",
            chain(
                SERIES,
                new LSTM.Builder().nOut(5).build(),
                new GravesLSTM.Builder().nOut(6).build(),
                new GravesBidirectionalLSTM.Builder().nOut(5).build(),
                mask,
                new SimpleRnn.Builder().nOut(6).build(),
                outputs()),
            x));
    samples.add(
        new Sample(
            "convolutions over time",
            chain(
                SERIES,
                new Convolution1DLayer.Builder(2).nOut(5).activation(Activation.RELU).build(),
                new ZeroPadding1DLayer.Builder(1, 1).build(),
                new Subsampling1DLayer.Builder(SubsamplingLayer.PoolingType.MAX, 2, 1).build(),
                LayerCopy.of(
                    new Convolution1DLayer.Builder(2).nOut(6).activation(Activation.RELU).build(),
                    Convolution1D.class),
                new Cropping1D.Builder(1, 0).build(),
                new Upsampling1D.Builder(2).build(),
                LayerCopy.of(
                    new Subsampling1DLayer.Builder(SubsamplingLayer.PoolingType.AVG, 2, 2).build(),
                    Pooling1D.class),
                new LocallyConnected1D.Builder()
                    .kernelSize(2)
                    .nOut(4)
                    .activation(Activation.RELU)
                    .convolutionMode(ConvolutionMode.Truncate)
                    .build(),
                new GlobalPoolingLayer(PoolingType.AVG),
                output()),
            x));
    samples.add(
        new Sample(
                "channels last over time",
                chain(
                    InputType.recurrent(4, 7, RNNFormat.NWC),
                    new Convolution1DLayer.Builder(2)
                        .nOut(5)
                        .rnnDataFormat(RNNFormat.NWC)
                        .activation(Activation.RELU)
                        .build(),
                    new LSTM.Builder().nOut(6).dataFormat(RNNFormat.NWC).build(),
                    new TimeDistributed(dense(5), RNNFormat.NWC),
                    new LastTimeStep(
                        new SimpleRnn.Builder().nOut(4).dataFormat(RNNFormat.NWC).build()),
                    output()),
                random(7, 4))
            .untrained()); // Deeplearning4j cannot train a convolution with channels last
    samples.add(
        new Sample(
            "tokens",
            chain(
                InputType.recurrent(9, 4),
                new EmbeddingSequenceLayer.Builder().nIn(9).nOut(6).inputLength(4).build(),
                new MaskZeroLayer.Builder()
                    .setMaskValue(0)
                    .setUnderlying(new LSTM.Builder().nOut(5).build())
                    .build(),
                outputs()),
            () -> Nd4j.createFromArray(1.0, 3, 8, 2, 0, 1, 2, 3).reshape(2, 4)));
    for (Bidirectional.Mode mode : Bidirectional.Mode.values()) {
      samples.add(
          new Sample(
              "bidirectional " + mode,
              chain(
                  SERIES,
                  new Bidirectional(mode, new LSTM.Builder().nOut(5).build()),
                  new LastTimeStep(
                      new Bidirectional(mode, new GravesLSTM.Builder().nOut(4).build())),
                  output()),
              x));
    }
    return samples;
  }

  private static List<Sample> reshaped() {
    InputType five = InputType.feedForward(5);
    MultiLayerConfiguration toImages =
        builder()
            .list()
            .layer(dense(2 * 4 * 4))
            .layer(conv(4, CNN2DFormat.NCHW).nIn(2).build())
            .layer(new GlobalPoolingLayer(PoolingType.AVG))
            .layer(output())
            .inputPreProcessor(1, new FeedForwardToCnnPreProcessor(4, 4, 2))
            .setInputType(five)
            .build();
    List<Sample> samples = new ArrayList<>();
    samples.add(new Sample("dense to images", toImages, random(5)));
    for (boolean channelsFirst : new boolean[] {true, false}) {
      MultiLayerConfiguration toVolumes =
          builder()
              .list()
              .layer(dense(3 * 2 * 2 * 2))
              .layer(
                  new Convolution3D.Builder(2, 2, 2)
                      .nIn(3)
                      .nOut(4)
                      .dataFormat(
                          channelsFirst
                              ? Convolution3D.DataFormat.NCDHW
                              : Convolution3D.DataFormat.NDHWC)
                      .build())
              .layer(
                  new GlobalPoolingLayer.Builder(PoolingType.AVG)
                      .poolingDimensions(channelsFirst ? new int[] {2, 3, 4} : new int[] {1, 2, 3})
                      .build())
              .layer(output())
              .inputPreProcessor(1, new FeedForwardToCnn3DPreProcessor(2, 2, 2, 3, channelsFirst))
              .setInputType(five)
              .build();
      samples.add(new Sample("dense to volumes " + channelsFirst, toVolumes, random(5)));
    }
    MultiLayerConfiguration old =
        chain(
            InputType.convolutional(4, 4, 2),
            conv(4, CNN2DFormat.NCHW).build(),
            dense(5),
            output());
    old.getInputPreProcessors().put(1, new TensorFlowCnnToFeedForwardPreProcessor(4, 4, 4));
    samples.add(new Sample("old Keras images", old, random(2, 4, 4)));
    MultiLayerConfiguration lazy =
        chain(
            InputType.convolutional(4, 4, 2),
            conv(4, CNN2DFormat.NCHW).build(),
            dense(5),
            output());
    lazy.getInputPreProcessors().put(1, new CnnToFeedForwardPreProcessor());
    samples.add(new Sample("size from the first example", lazy, random(2, 4, 4)));
    for (RNNFormat format : RNNFormat.values()) {
      MultiLayerConfiguration flat =
          builder()
              .list()
              .layer(new SimpleRnn.Builder().nIn(4).nOut(5).dataFormat(format).build())
              .layer(new DenseLayer.Builder().nIn(7 * 5).nOut(6).build())
              .layer(new OutputLayer.Builder(LossFunction.MSE).nIn(6).nOut(3).build())
              .inputPreProcessor(1, new KerasFlattenRnnPreprocessor(5, 7))
              .build();
      samples.add(
          format == RNNFormat.NCW
              ? new Sample("flat series", flat, random(4, 7))
              // Deeplearning4j cannot train what it flattens with channels last.
              : new Sample("flat series, channels last", flat, random(7, 4)).untrained());
    }
    samples.add(imagesOverTime());
    return samples;
  }

  /** Series become images and series again, by one preprocessor and by several. */
  private static Sample imagesOverTime() {
    MultiLayerConfiguration images =
        builder()
            .list()
            .layer(new SimpleRnn.Builder().nIn(4).nOut(2 * 3 * 3).build())
            .layer(conv(4, CNN2DFormat.NCHW).nIn(2).build())
            .layer(new SimpleRnn.Builder().nIn(4 * 3 * 3).nOut(2 * 3 * 3).build())
            .layer(conv(5, CNN2DFormat.NCHW).nIn(2).build())
            .layer(new SimpleRnn.Builder().nIn(5 * 3 * 3).nOut(4).build())
            .layer(new RnnOutputLayer.Builder(LossFunction.MSE).nIn(4).nOut(3).build())
            .inputPreProcessor(1, new RnnToCnnPreProcessor(3, 3, 2))
            .inputPreProcessor(2, new CnnToRnnPreProcessor(3, 3, 4))
            .inputPreProcessor(3, new RnnToCnnPreProcessor(3, 3, 2))
            .inputPreProcessor(
                4,
                new ComposableInputPreProcessor(
                    new CnnToFeedForwardPreProcessor(3, 3, 5), new FeedForwardToRnnPreProcessor()))
            .build();
    return new Sample("images over time", images, random(4, 7));
  }
}
