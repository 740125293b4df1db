package io.github.lfp4j.pruning.structure;

import static io.github.lfp4j.pruning.structure.ChainSamples.conv;
import static io.github.lfp4j.pruning.structure.ChainSamples.dense;
import static io.github.lfp4j.pruning.structure.ChainSamples.output;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.L2Vertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PoolHelperVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.graph.UnstackVertex;
import org.deeplearning4j.nn.conf.graph.rnn.DuplicateToTimeSeriesVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.graph.rnn.ReverseTimeSeriesVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Graphs with every kind of vertex that units can be followed through. */
final class GraphSamples {

  private static final int SIZE = 6;

  private GraphSamples() {}

  static List<Sample> all() {
    List<Sample> samples = new ArrayList<>();
    for (CNN2DFormat format : CNN2DFormat.values()) {
      samples.add(sample("residual " + format, residual(format), format));
      samples.add(sample("inception " + format, inception(format), format));
    }
    // Deeplearning4j cannot train what stands before a frozen vertex.
    samples.add(sample("parts", parts(), CNN2DFormat.NCHW).untrained());
    samples.add(sample("twins", twins(), CNN2DFormat.NCHW));
    samples.add(
        new Sample(
            "sequence to sequence", series().build(), () -> Nd4j.randn(DataType.DOUBLE, 3, 4, 5)));
    samples.add(
        new Sample("skip from the input", skip().build(), () -> Nd4j.randn(DataType.DOUBLE, 3, 5)));
    return samples;
  }

  private static Sample sample(String name, GraphBuilder graph, CNN2DFormat format) {
    return new Sample(
        name,
        graph.build(),
        () ->
            format == CNN2DFormat.NCHW
                ? Nd4j.randn(DataType.DOUBLE, 4, 2, SIZE, SIZE)
                : Nd4j.randn(DataType.DOUBLE, 4, SIZE, SIZE, 2));
  }

  private static GraphBuilder images(CNN2DFormat format) {
    return ChainSamples.builder()
        .graphBuilder()
        .addInputs("x")
        .setInputTypes(InputType.convolutional(SIZE, SIZE, 2, format));
  }

  private static ConvolutionLayer linear(int outputs, CNN2DFormat format) {
    return conv(outputs, format).activation(Activation.IDENTITY).build();
  }

  /** Two blocks, the first with a convolution in its shortcut. */
  static GraphBuilder residual(CNN2DFormat format) {
    return images(format)
        .addLayer("c1", conv(6, format).build(), "x")
        .addLayer("c2", linear(8, format), "c1")
        .addLayer("n2", new BatchNormalization.Builder().dataFormat(format).build(), "c2")
        .addLayer("shortcut", linear(8, format), "c1")
        .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "n2", "shortcut")
        .addLayer("a", new ActivationLayer(Activation.RELU), "sum")
        .addLayer("c3", linear(8, format), "a")
        .addVertex("sum2", new ElementWiseVertex(ElementWiseVertex.Op.Add), "c3", "a")
        .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), "sum2")
        .addLayer("out", output(), "pool")
        .setOutputs("out");
  }

  /** Branches side by side, one of them twice. */
  private static GraphBuilder inception(CNN2DFormat format) {
    return images(format)
        .addLayer("left", conv(5, format).build(), "x")
        .addLayer("right", conv(4, format).build(), "x")
        .addVertex("merged", new MergeVertex(), "left", "right", "left")
        .addLayer("c", conv(6, format).build(), "merged")
        .addLayer("h", dense(7), "c")
        .addLayer("out", output(), "h")
        .setOutputs("out");
  }

  /** Of sizes that Deeplearning4j does not work out. */
  private static GraphBuilder parts() {
    return ChainSamples.builder()
        .graphBuilder()
        .addInputs("x")
        .addLayer("c", conv(8, CNN2DFormat.NCHW).nIn(2).build(), "x")
        .addVertex("front", new SubsetVertex(0, 4), "c")
        .addVertex("back", new SubsetVertex(3, 7), "c")
        .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Max), "front", "back")
        .addVertex("cut", new PoolHelperVertex(), "sum")
        .addLayer("pool", new GlobalPoolingLayer(PoolingType.SUM), "cut")
        .addVertex("scaled", new FrozenVertex(new ScaleVertex(0.5)), "pool")
        .addVertex("shifted", new ShiftVertex(0), "scaled")
        .addLayer("h", new DenseLayer.Builder().nIn(5).nOut(7).build(), "shifted")
        .addLayer("out", new OutputLayer.Builder(LossFunction.MSE).nIn(7).nOut(3).build(), "h")
        .setOutputs("out");
  }

  /** Two branches that share layers, and their distance. */
  private static GraphBuilder twins() {
    return images(CNN2DFormat.NCHW)
        .addLayer("c1", conv(6, CNN2DFormat.NCHW).build(), "x")
        .addLayer("c2", conv(6, CNN2DFormat.NCHW).build(), "x")
        .addVertex("both", new StackVertex(), "c1", "c2")
        .addVertex(
            "flat", new PreprocessorVertex(new CnnToFeedForwardPreProcessor(SIZE, SIZE, 6)), "both")
        .addLayer("h", dense(7), "flat")
        .addVertex("one", new UnstackVertex(0, 2), "h")
        .addVertex("other", new UnstackVertex(1, 2), "h")
        .addVertex("normal", new L2NormalizeVertex(), "one")
        .addLayer("mapped", dense(5), "normal")
        .addLayer("otherMapped", dense(5), "other")
        .addVertex("distance", new L2Vertex(), "mapped", "otherMapped")
        .addVertex("merged", new MergeVertex(), "distance", "other")
        .addLayer("out", output(), "merged")
        .setOutputs("out");
  }

  private static GraphBuilder series() {
    return ChainSamples.builder()
        .graphBuilder()
        .addInputs("x")
        .setInputTypes(InputType.recurrent(4, 5))
        .addLayer("encoder", new LSTM.Builder().nOut(6).build(), "x")
        .addVertex("reversed", new ReverseTimeSeriesVertex(), "encoder")
        .addVertex("last", new LastTimeStepVertex("x"), "reversed")
        .addVertex("again", new DuplicateToTimeSeriesVertex("x"), "last")
        .addLayer("decoder", new LSTM.Builder().nOut(5).build(), "again")
        .addLayer("out", ChainSamples.outputs(), "decoder")
        .setOutputs("out");
  }

  private static GraphBuilder skip() {
    return ChainSamples.builder()
        .graphBuilder()
        .addInputs("x")
        .setInputTypes(InputType.feedForward(5))
        .addLayer("h", dense(6), "x")
        .addVertex("merged", new MergeVertex(), "x", "h")
        .addLayer("out", output(), "merged")
        .setOutputs("out");
  }
}
