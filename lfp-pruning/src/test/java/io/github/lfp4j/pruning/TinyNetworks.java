package io.github.lfp4j.pruning;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks and data small enough to be checked by loops. */
public final class TinyNetworks {
  /** Numbers per example of {@link #dense}. */
  public static final int INPUTS = 4;

  /** Classes of all networks here. */
  public static final int CLASSES = 3;

  private TinyNetworks() {}

  private static NeuralNetConfiguration.Builder base() {
    return new NeuralNetConfiguration.Builder()
        .seed(5)
        .dataType(DataType.DOUBLE)
        .biasInit(0.05)
        .activation(Activation.RELU)
        .updater(new Adam(0.01));
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .name("output")
        .nOut(CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static MultiLayerNetwork network(MultiLayerConfiguration configuration) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return network;
  }

  /** Dense 4-6, batch normalisation, ReLU and an output, in double precision. */
  public static MultiLayerNetwork normalised() {
    return network(
        base()
            .list()
            .layer(new DenseLayer.Builder().nOut(6).activation(Activation.IDENTITY).build())
            .layer(new BatchNormalization.Builder().useLogStd(false).build())
            .layer(new ActivationLayer(Activation.RELU))
            .layer(output())
            .setInputType(InputType.feedForward(INPUTS))
            .build());
  }

  /** Dense 4-6-5-3 in double precision, with biases, ReLU and softmax. */
  public static MultiLayerNetwork dense() {
    return network(
        base()
            .list()
            .layer(new DenseLayer.Builder().name("first").nOut(6).build())
            .layer(new DenseLayer.Builder().nOut(5).build())
            .layer(output())
            .setInputType(InputType.feedForward(INPUTS))
            .build());
  }

  /** Dense 4-6-3 in double precision, with biases and tanh. */
  public static MultiLayerNetwork curved() {
    return network(
        base()
            .list()
            .layer(new DenseLayer.Builder().nOut(6).activation(Activation.TANH).build())
            .layer(output())
            .setInputType(InputType.feedForward(INPUTS))
            .build());
  }

  /** Convolution 3 x 3 of 2 to 4 channels on 5 x 5 pixels, mean over positions, softmax. */
  public static MultiLayerNetwork convolution(CNN2DFormat format) {
    return network(
        base()
            .list()
            .layer(
                new ConvolutionLayer.Builder(3, 3).name("conv").nOut(4).dataFormat(format).build())
            .layer(new GlobalPoolingLayer.Builder(PoolingType.AVG).build())
            .layer(output())
            .setInputType(InputType.convolutional(5, 5, 2, format))
            .build());
  }

  /** Dense 4-6, dense 6-6 added to it, 3 classes: a residual network in double precision. */
  public static ComputationGraph graph() {
    ComputationGraph graph =
        new ComputationGraph(
            base()
                .graphBuilder()
                .addInputs("in")
                .addLayer("first", new DenseLayer.Builder().nOut(6).build(), "in")
                .addLayer("second", new DenseLayer.Builder().nOut(6).build(), "first")
                .addVertex(
                    "sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "first", "second")
                .addLayer("output", output(), "sum")
                .setOutputs("output")
                .setInputTypes(InputType.feedForward(INPUTS))
                .build());
    graph.init();
    return graph;
  }

  /** A recurrent layer over sequences of {@link #INPUTS} numbers, mean over time, softmax. */
  public static MultiLayerNetwork recurrent(BaseRecurrentLayer layer) {
    return network(
        base()
            .list()
            .layer(layer)
            .layer(new GlobalPoolingLayer.Builder(PoolingType.AVG).build())
            .layer(output())
            .setInputType(InputType.recurrent(INPUTS))
            .build());
  }

  /** Normally distributed numbers. */
  public static INDArray numbers(long seed, long... shape) {
    Random random = new Random(seed);
    INDArray result = Nd4j.create(DataType.DOUBLE, shape);
    double[] values = random.doubles(result.length(), -1, 1).toArray();
    return result.assign(Nd4j.createFromArray(values).reshape(shape));
  }

  /** One-hot classes that repeat 0, 1, 2. */
  public static INDArray labels(int examples) {
    INDArray labels = Nd4j.zeros(DataType.DOUBLE, examples, CLASSES);
    for (int n = 0; n < examples; n++) {
      labels.putScalar(n, n % CLASSES, 1);
    }
    return labels;
  }

  /** Examples in batches of the given sizes. */
  public static List<DataSet> batches(INDArray features, INDArray labels, int... sizes) {
    List<DataSet> batches = new ArrayList<>();
    int from = 0;
    for (int size : sizes) {
      var rows = org.nd4j.linalg.indexing.NDArrayIndex.interval(from, from + size);
      batches.add(new DataSet(features.get(rows).dup(), labels.get(rows).dup()));
      from += size;
    }
    return batches;
  }
}
