package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.dense;
import static io.github.lfp4j.dl4j.Fixtures.output;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.preprocessor.Cnn3DToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnn3DPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Networks around a layer without weights, for images, volumes and time series. */
final class WeightlessFixtures {

  /** Depth, height and width of the volumes. */
  static final int[] VOLUME = {4, 3, 4};

  private static final int TIME = 6;

  private WeightlessFixtures() {}

  /** The layer between two convolutions. */
  static MultiLayerConfiguration images(
      NeuralNetConfiguration.Builder builder, Layer layer, CNN2DFormat format) {
    return Fixtures.configuration(
        builder,
        InputType.convolutional(Fixtures.SIZE, Fixtures.SIZE, Fixtures.CHANNELS, format),
        convolution(format, Activation.RELU),
        layer.clone(),
        convolution(format, Activation.LEAKYRELU),
        output());
  }

  private static ConvolutionLayer convolution(CNN2DFormat format, Activation activation) {
    // Odd sizes become even, which blocks of pixels need.
    return new ConvolutionLayer.Builder(2, 2)
        .nOut(3)
        .dataFormat(format)
        .activation(activation)
        .build();
  }

  /** A dense layer's output as a volume of two channels, the layer, the output layer. */
  static MultiLayerConfiguration volumes(
      NeuralNetConfiguration.Builder builder,
      Layer layer,
      int[] after,
      Convolution3D.DataFormat format) {
    boolean channelsFirst = format == Convolution3D.DataFormat.NCDHW;
    return builder
        .list()
        .layer(dense(2 * VOLUME[0] * VOLUME[1] * VOLUME[2], Activation.LEAKYRELU))
        .layer(layer.clone())
        .layer(output())
        .inputPreProcessor(
            1,
            new FeedForwardToCnn3DPreProcessor(VOLUME[0], VOLUME[1], VOLUME[2], 2, channelsFirst))
        .inputPreProcessor(
            2, new Cnn3DToFeedForwardPreProcessor(after[0], after[1], after[2], 2, channelsFirst))
        .setInputType(InputType.feedForward(Fixtures.FEATURES))
        .build();
  }

  /** A dense layer at each time step, the layer, the mean over time, the output layer. */
  static MultiLayerConfiguration series(
      NeuralNetConfiguration.Builder builder, Layer layer, RNNFormat format) {
    GlobalPoolingLayer mean =
        new GlobalPoolingLayer.Builder(PoolingType.AVG)
            .poolingDimensions(format == RNNFormat.NWC ? 1 : 2)
            .build();
    return series(builder, format, layer.clone(), mean);
  }

  /** A dense layer at each time step, the layers, the output layer. */
  static MultiLayerConfiguration series(
      NeuralNetConfiguration.Builder builder, RNNFormat format, Layer... layers) {
    NeuralNetConfiguration.ListBuilder list = builder.list().layer(dense(5, Activation.LEAKYRELU));
    for (Layer layer : layers) {
      list.layer(layer.clone());
    }
    return list.layer(output())
        .inputPreProcessor(1, new FeedForwardToRnnPreProcessor(format))
        .setInputType(InputType.recurrent(Fixtures.FEATURES, TIME, format))
        .build();
  }

  /** Random time series [N, size, time] with one label each. */
  static DataSet timeSeries(int examples, DataType type) {
    INDArray y = Fixtures.blobs(examples, type).getLabels();
    return new DataSet(Fixtures.normal(type, 6, examples, Fixtures.FEATURES, TIME), y);
  }

  /** The same of which every second ends early. */
  static DataSet maskedSeries(int examples, DataType type) {
    DataSet data = timeSeries(examples, type);
    INDArray mask = Nd4j.ones(type, examples, TIME);
    for (int i = 0; i < examples; i += 2) {
      for (int t = 2; t < TIME; t++) {
        mask.putScalar(i, t, 0);
      }
    }
    data.setFeaturesMaskArray(mask);
    return data;
  }
}
