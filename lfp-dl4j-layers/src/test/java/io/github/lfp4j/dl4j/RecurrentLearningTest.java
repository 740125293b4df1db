package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.floats;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.core.recurrent.GateRule;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Recurrent layers learn by LFP what needs a memory: which symbol came first, 10 steps ago. */
class RecurrentLearningTest {

  private static final int SYMBOLS = 4;
  private static final int LENGTH = 10;
  private static final int STEPS = 300;

  @Test
  void lstmRemembersTheFirstSymbol() {
    Layer lstm = new LSTM.Builder().nOut(16).activation(Activation.TANH).build();
    double gradient = trained(Lfp.gradient(), lstm);
    double lfp = trained(Lfp.defaults(), lstm);
    assertThat(gradient).isGreaterThan(0.95);
    assertThat(lfp).as("gradient: " + gradient).isGreaterThan(gradient - 0.05);
  }

  @Test
  void simpleCellRemembersTheFirstSymbol() {
    Layer simple = new SimpleRnn.Builder().nOut(24).activation(Activation.TANH).build();
    assertThat(trained(Lfp.defaults(), simple)).isGreaterThan(0.9);
  }

  /** The figures of docs/recurrent.md. */
  @Test
  @EnabledIfSystemProperty(named = "lfp.measure", matches = "true") // a measurement
  void gateRulesCompared() {
    Layer lstm = new LSTM.Builder().nOut(16).activation(Activation.TANH).build();
    System.out.println("gradient " + seeds(Lfp.gradient(), lstm));
    for (GateRule gates : GateRule.values()) {
      System.out.println(gates + " " + seeds(Lfp.defaults().gates(gates), lstm));
    }
  }

  private static List<Double> seeds(Lfp method, Layer recurrent) {
    return LongStream.rangeClosed(1, 4).mapToObj(seed -> trained(method, recurrent, seed)).toList();
  }

  private static double trained(Lfp method, Layer recurrent) {
    return trained(method, recurrent, 11);
  }

  /** The accuracy on new sequences after training. */
  private static double trained(Lfp method, Layer recurrent, long seed) {
    ComputationGraphConfiguration stock =
        floats()
            .seed(seed)
            .updater(new Adam(0.01))
            .gradientNormalization(GradientNormalization.ClipL2PerLayer)
            .gradientNormalizationThreshold(3.0)
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.recurrent(SYMBOLS, LENGTH))
            .addLayer("recurrent", recurrent, "in")
            .addVertex("last", new LastTimeStepVertex("in"), "recurrent")
            .addLayer(
                "out",
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nOut(SYMBOLS)
                    .activation(Activation.SOFTMAX)
                    .build(),
                "last")
            .setOutputs("out")
            .build();
    ComputationGraph graph = new ComputationGraph(method.configure(stock));
    graph.init();
    for (int step = 0; step < STEPS; step++) {
      graph.fit(examples(32, step % 20));
    }
    DataSet test = examples(300, 1000);
    return graph
        .outputSingle(test.getFeatures())
        .argMax(1)
        .eq(test.getLabels().argMax(1))
        .castTo(DataType.DOUBLE)
        .meanNumber()
        .doubleValue();
  }

  /** A symbol, and then other symbols at half strength. */
  private static DataSet examples(int count, long seed) {
    Random random = new Random(seed);
    INDArray x = Nd4j.zeros(DataType.FLOAT, count, SYMBOLS, LENGTH);
    INDArray y = Nd4j.zeros(DataType.FLOAT, count, SYMBOLS);
    for (int i = 0; i < count; i++) {
      int first = random.nextInt(SYMBOLS);
      y.putScalar(i, first, 1);
      x.putScalar(new int[] {i, first, 0}, 1);
      for (int t = 1; t < LENGTH; t++) {
        x.putScalar(new int[] {i, random.nextInt(SYMBOLS), t}, 0.5);
      }
    }
    return new DataSet(x, y);
  }
}
