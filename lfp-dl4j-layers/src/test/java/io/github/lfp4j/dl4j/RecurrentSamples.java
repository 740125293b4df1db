package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.output;
import static io.github.lfp4j.dl4j.LayerSample.LAYER;

import io.github.lfp4j.dl4j.LayerSample.Oracle;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.GravesBidirectionalLSTM;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Recurrent layers, below pooling over time. */
@SuppressWarnings("deprecation") // peepholes
final class RecurrentSamples {

  static final int LENGTH = 6;
  static final int UNITS = 5;

  private RecurrentSamples() {}

  static List<LayerSample> all() {
    return List.of(
        stacked("ReLU", SimpleRnn.class, rnn(Activation.RELU).build(), Oracle.THEOREM_ONE),
        stacked(
            "leaky ReLU", SimpleRnn.class, rnn(Activation.LEAKYRELU).build(), Oracle.THEOREM_ONE),
        masked("masked", SimpleRnn.class, rnn(Activation.RELU).build(), Oracle.THEOREM_ONE),
        stacked(
            "unusual settings",
            SimpleRnn.class,
            rnn(Activation.TANH)
                .biasInit(0.1)
                .l2(0.02)
                .dropOut(0.8)
                .weightNoise(new DropConnect(0.9))
                .updater(new Nesterovs(0.05, 0.8))
                .build(),
            Oracle.SETTINGS),
        stacked("usual", LSTM.class, lstm().build(), Oracle.twin(RecurrentTwinTest.class)),
        stacked(
            "unusual settings",
            LSTM.class,
            lstm()
                .gateActivationFunction(Activation.HARDSIGMOID)
                .activation(Activation.SOFTSIGN)
                .forgetGateBiasInit(0)
                .dropOut(0.8)
                .l1(0.01)
                .build(),
            Oracle.SETTINGS),
        masked("masked", LSTM.class, lstm().build(), Oracle.SETTINGS),
        everyStep("every step", SimpleRnn.class, rnn(Activation.RELU).build(), Oracle.THEOREM_ONE),
        everyStep("every step", LSTM.class, lstm().build(), Oracle.SETTINGS),
        channelsLast("channels last", SimpleRnn.class, rnn(Activation.RELU), Oracle.THEOREM_ONE),
        channelsLast("channels last", LSTM.class, lstm(), Oracle.SETTINGS),
        stacked(
            "usual", GravesLSTM.class, peepholes().build(), Oracle.twin(RecurrentTwinTest.class)),
        masked("masked", GravesLSTM.class, peepholes().build(), Oracle.SETTINGS),
        stacked(
            "usual",
            GravesBidirectionalLSTM.class,
            bidirectional(),
            Oracle.twin(RecurrentTwinTest.class)),
        masked("masked", GravesBidirectionalLSTM.class, bidirectional(), Oracle.SETTINGS));
  }

  static SimpleRnn.Builder rnn(Activation activation) {
    return new SimpleRnn.Builder().nOut(UNITS).activation(activation).name(LAYER);
  }

  static LSTM.Builder lstm() {
    return new LSTM.Builder().nOut(UNITS).activation(Activation.TANH).name(LAYER);
  }

  static GravesLSTM.Builder peepholes() {
    return new GravesLSTM.Builder().nOut(UNITS).activation(Activation.TANH).name(LAYER);
  }

  static GravesBidirectionalLSTM bidirectional() {
    return new GravesBidirectionalLSTM.Builder()
        .nOut(UNITS)
        .activation(Activation.TANH)
        .name(LAYER)
        .build();
  }

  private static LayerSample stacked(
      String name, Class<? extends Layer> kind, BaseRecurrentLayer layer, Oracle oracle) {
    return new LayerSample(
        name,
        kind,
        builder ->
            sequences(
                builder,
                new SimpleRnn.Builder().nOut(4).activation(Activation.LEAKYRELU).build(),
                layer.clone(),
                new GlobalPoolingLayer(PoolingType.AVG),
                output()),
        RecurrentSamples::sequences,
        oracle);
  }

  private static LayerSample masked(
      String name, Class<? extends Layer> kind, BaseRecurrentLayer layer, Oracle oracle) {
    return new LayerSample(
        name,
        kind,
        builder ->
            sequences(builder, layer.clone(), new GlobalPoolingLayer(PoolingType.MAX), output()),
        RecurrentSamples::ofDifferentLength,
        oracle);
  }

  private static LayerSample everyStep(
      String name, Class<? extends Layer> kind, BaseRecurrentLayer layer, Oracle oracle) {
    return new LayerSample(
        name,
        kind,
        builder -> sequences(builder, layer.clone(), outputs(RNNFormat.NCW)),
        Series::masked,
        oracle);
  }

  private static LayerSample channelsLast(
      String name,
      Class<? extends Layer> kind,
      BaseRecurrentLayer.Builder<?> layer,
      Oracle oracle) {
    layer.dataFormat(RNNFormat.NWC);
    BaseRecurrentLayer built = layer.build();
    return new LayerSample(
        name,
        kind,
        builder ->
            Fixtures.configuration(
                builder,
                InputType.recurrent(Fixtures.FEATURES, RNNFormat.NWC),
                built.clone(),
                outputs(RNNFormat.NWC)),
        (examples, type) -> Series.of(examples, type, RNNFormat.NWC),
        oracle);
  }

  static RnnOutputLayer outputs(RNNFormat format) {
    return new RnnOutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
        .nOut(Fixtures.CLASSES)
        .activation(Activation.SOFTMAX)
        .dataFormat(format)
        .build();
  }

  /** A configuration for sequences of {@link Fixtures#FEATURES} features. */
  static MultiLayerConfiguration sequences(
      NeuralNetConfiguration.Builder builder, Layer... layers) {
    return Fixtures.configuration(
        builder, InputType.recurrent(Fixtures.FEATURES, RNNFormat.NCW), layers);
  }

  /** Random sequences [N, F, T] with labels. */
  static DataSet sequences(int examples, DataType type) {
    INDArray y = Fixtures.blobs(examples, type).getLabels();
    return new DataSet(Fixtures.normal(type, 5, examples, Fixtures.FEATURES, LENGTH), y);
  }

  /** The same of different lengths, filled up with zeros behind their ends. */
  static DataSet ofDifferentLength(int examples, DataType type) {
    DataSet data = sequences(examples, type);
    INDArray mask = Fixtures.normal(type, 1, examples, LENGTH).assign(1);
    for (int i = 0; i < examples; i++) {
      for (int t = LENGTH - i % 3; t < LENGTH; t++) {
        mask.putScalar(i, t, 0);
      }
    }
    data.setFeaturesMaskArray(mask);
    return data;
  }
}
