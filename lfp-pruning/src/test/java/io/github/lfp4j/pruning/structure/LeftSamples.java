package io.github.lfp4j.pruning.structure;

import static io.github.lfp4j.pruning.structure.ChainSamples.chain;
import static io.github.lfp4j.pruning.structure.ChainSamples.conv;
import static io.github.lfp4j.pruning.structure.ChainSamples.dense;
import static io.github.lfp4j.pruning.structure.ChainSamples.output;
import static io.github.lfp4j.pruning.structure.ChainSamples.random;

import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.CapsuleLayer;
import org.deeplearning4j.nn.conf.layers.CapsuleStrengthLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.LearnedSelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.PrimaryCapsules;
import org.deeplearning4j.nn.conf.layers.RecurrentAttentionLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffLambdaLayer;
import org.deeplearning4j.nn.conf.layers.variational.VariationalAutoencoder;
import org.deeplearning4j.nn.conf.ocnn.OCNNOutputLayer;
import org.deeplearning4j.preprocessors.PermutePreprocessor;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks some of whose units have to stay: the first layers' go, those of layer 1 do not. */
final class LeftSamples {

  private static final InputType SERIES = InputType.recurrent(4, 7);
  private static final InputType IMAGES = InputType.convolutional(8, 8, 2);
  private static final CNN2DFormat FIRST = CNN2DFormat.NCHW;

  private LeftSamples() {}

  /**
   * A network.
   *
   * @param layer some of whose units stay
   * @param reason a part of why
   * @param runs whether Deeplearning4j can run it, and save it, at all
   */
  record Left(Sample sample, int layer, String reason, boolean runs) {

    @Override
    public String toString() {
      return sample.name();
    }
  }

  /** A layer from elsewhere. */
  static final class Doubling extends SameDiffLambdaLayer {
    @Override
    public SDVariable defineLayer(SameDiff sd, SDVariable x) {
      return x.mul(2);
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
      return inputType;
    }
  }

  private static Left left(Sample sample, String reason) {
    return new Left(sample, 1, reason, true);
  }

  private static Left resting(Sample sample, String reason) {
    return new Left(sample, 1, reason, false);
  }

  static List<Left> all() {
    InputType five = InputType.feedForward(5);
    return List.of(
        left(
            new Sample(
                "softmax inside",
                chain(
                    five,
                    dense(6),
                    new DenseLayer.Builder().nOut(5).activation(Activation.SOFTMAX).build(),
                    dense(4),
                    output()),
                random(5)),
            "ActivationSoftmax ties the units of 'layer1'"),
        left(
            new Sample(
                "layer of softmax",
                chain(
                    five,
                    dense(6),
                    dense(4),
                    new ActivationLayer(Activation.SOFTMAX),
                    dense(4),
                    output()),
                random(5)),
            "ActivationSoftmax ties the units of 'layer2'"),
        left(
            new Sample(
                "layer normalisation",
                chain(
                    five,
                    dense(6),
                    new DenseLayer.Builder().nOut(5).hasLayerNorm(true).build(),
                    dense(4),
                    output()),
                random(5)),
            "layer normalisation ties the units of 'layer1'"),
        resting(
            new Sample(
                "layer normalisation over time",
                chain(
                    SERIES,
                    new SimpleRnn.Builder().nOut(6).build(),
                    new SimpleRnn.Builder().nOut(5).hasLayerNorm(true).build(),
                    ChainSamples.outputs()),
                random(4, 7)),
            "layer normalisation ties the units of 'layer1'"),
        left(
            new Sample(
                "neighbours",
                chain(
                    IMAGES,
                    conv(4, FIRST).build(),
                    conv(6, FIRST).build(),
                    new LocalResponseNormalization.Builder().n(3).build(),
                    output()),
                random(2, 8, 8)),
            "divides each channel by its neighbours"),
        resting(
            new Sample(
                "attention",
                chain(
                    SERIES,
                    new LSTM.Builder().nOut(6).build(),
                    new LSTM.Builder().nOut(5).build(),
                    new SelfAttentionLayer.Builder()
                        .nOut(4)
                        .nHeads(2)
                        .headSize(2)
                        .projectInput(true)
                        .build(),
                    new LearnedSelfAttentionLayer.Builder()
                        .nOut(4)
                        .nHeads(2)
                        .headSize(2)
                        .nQueries(2)
                        .projectInput(true)
                        .build(),
                    new GlobalPoolingLayer(PoolingType.AVG),
                    output()),
                random(4, 7)),
            "its projections are cut into heads"),
        left(
            new Sample(
                "recurrent attention",
                chain(
                    SERIES,
                    new LSTM.Builder().nOut(6).build(),
                    new LSTM.Builder().nOut(5).build(),
                    new RecurrentAttentionLayer.Builder()
                        .nIn(5)
                        .nOut(5)
                        .nHeads(1)
                        .projectInput(false)
                        .hasBias(true)
                        .build(),
                    new GlobalPoolingLayer(PoolingType.AVG),
                    output()),
                random(4, 7)),
            "its projections are cut into heads"),
        left(
            new Sample(
                "capsules",
                chain(
                    IMAGES,
                    conv(4, FIRST).build(),
                    conv(6, FIRST).build(),
                    new PrimaryCapsules.Builder(2, 3).kernelSize(3, 3).stride(2, 2).build(),
                    new CapsuleLayer.Builder(3, 4, 1).build(),
                    new CapsuleStrengthLayer.Builder().build(),
                    new ActivationLayer(Activation.SOFTMAX),
                    new LossLayer.Builder(LossFunction.MSE).build()),
                random(2, 8, 8)),
            "it counts and measures capsules"),
        left(
            new Sample(
                "variational",
                chain(
                    five,
                    dense(6),
                    dense(5),
                    new VariationalAutoencoder.Builder()
                        .encoderLayerSizes(4)
                        .decoderLayerSizes(4)
                        .nOut(3)
                        .build(),
                    output()),
                random(5)),
            "its decoder puts out what its encoder reads"),
        left(
            new Sample(
                "one class",
                chain(
                    five,
                    dense(6),
                    dense(5),
                    new OCNNOutputLayer.Builder()
                        .nIn(5)
                        .nu(0.1)
                        .hiddenLayerSize(4)
                        .activation(Activation.SIGMOID)
                        .build()),
                random(5)),
            "its hypersphere"),
        left(
            new Sample(
                "pooled units",
                chain(
                    InputType.recurrent(4, 5),
                    new SimpleRnn.Builder().nOut(6).build(),
                    new SimpleRnn.Builder().nOut(5).build(),
                    new GlobalPoolingLayer.Builder(PoolingType.AVG).poolingDimensions(1).build(),
                    dense(3)),
                random(4, 5)),
            "pools over them"),
        left(
            new Sample(
                "last time step of what",
                graph()
                    .setInputTypes(InputType.recurrent(4, 7, RNNFormat.NWC))
                    .addLayer(
                        "a", new LSTM.Builder().nOut(6).dataFormat(RNNFormat.NWC).build(), "x")
                    .addLayer(
                        "b", new LSTM.Builder().nOut(7).dataFormat(RNNFormat.NWC).build(), "a")
                    .addVertex("part", new SubsetVertex(1, 2), "b")
                    .addLayer(
                        "out",
                        new org.deeplearning4j.nn.conf.layers.RnnOutputLayer.Builder(
                                LossFunction.MSE)
                            .nIn(7)
                            .nOut(3)
                            .dataFormat(RNNFormat.NWC)
                            .build(),
                        "part")
                    .setOutputs("out")
                    .build(),
                random(7, 4)),
            "takes the axis of something else"),
        left(
            new Sample(
                "new shape",
                graph()
                    .addLayer("a", nIn(5, 6), "x")
                    .addLayer("b", nIn(6, 8), "a")
                    .addVertex("shape", new ReshapeVertex(-1, 4), "b")
                    .addLayer("out", mse(4), "shape")
                    .setOutputs("out")
                    .build(),
                random(5)),
            "its shape is fixed"),
        resting(
            new Sample(
                "attention of a vertex",
                graph()
                    .setInputTypes(SERIES)
                    .addLayer("a", new LSTM.Builder().nOut(6).build(), "x")
                    .addLayer("b", new LSTM.Builder().nOut(5).build(), "a")
                    .addVertex(
                        "attention",
                        new AttentionVertex.Builder()
                            .nInQueries(5)
                            .nInKeys(5)
                            .nInValues(5)
                            .nHeads(2)
                            .headSize(3)
                            .nOut(4)
                            .projectInput(true)
                            .build(),
                        "b",
                        "b",
                        "b")
                    .addLayer("out", ChainSamples.outputs(), "attention")
                    .setOutputs("out")
                    .build(),
                random(4, 7)),
            "its projections are cut into heads"),
        left(
            new Sample(
                "repeated sum",
                graph()
                    .setInputTypes(five)
                    .addLayer("a", dense(6), "x")
                    .addLayer("b", dense(1), "a")
                    .addLayer("c", dense(4), "a")
                    .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "c", "b")
                    .addLayer("out", mse(4), "sum")
                    .setOutputs("out")
                    .build(),
                random(5)),
            "repeats some of what it reads"),
        resting(
            new Sample(
                "beside an input of unknown size",
                graph()
                    .addLayer("a", nIn(5, 6), "x")
                    .addLayer("b", nIn(6, 4), "a")
                    .addVertex("all", new MergeVertex(), "b", "y")
                    .addLayer("out", mse(6), "all")
                    .addInputs("y")
                    .setOutputs("out")
                    .build(),
                random(5)),
            "input of unknown size"),
        left(
            new Sample(
                "permuted",
                ChainSamples.builder()
                    .list()
                    .layer(new SimpleRnn.Builder().nIn(4).nOut(6).build())
                    .layer(new SimpleRnn.Builder().nIn(6).nOut(5).build())
                    .layer(new SimpleRnn.Builder().nIn(7).nOut(4).build())
                    .layer(
                        new org.deeplearning4j.nn.conf.layers.RnnOutputLayer.Builder(
                                LossFunction.MSE)
                            .nIn(4)
                            .nOut(3)
                            .build())
                    .inputPreProcessor(2, new PermutePreprocessor(2, 1))
                    .setInputType(SERIES)
                    .build(),
                random(4, 7)),
            "through a PermutePreprocessor"),
        left(
            new Sample(
                "from elsewhere",
                chain(five, dense(6), dense(4), new Doubling(), output()),
                random(5)),
            "layers of the kind Doubling are not known here"));
  }

  private static DenseLayer nIn(int in, int out) {
    return new DenseLayer.Builder().nIn(in).nOut(out).build();
  }

  private static OutputLayer mse(int in) {
    return new OutputLayer.Builder(LossFunction.MSE).nIn(in).nOut(3).build();
  }

  private static org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder graph() {
    return ChainSamples.builder().graphBuilder().addInputs("x");
  }
}
