package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.dense;
import static io.github.lfp4j.dl4j.Fixtures.doubles;
import static io.github.lfp4j.dl4j.Fixtures.normal;
import static io.github.lfp4j.dl4j.Fixtures.output;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.dl4j.relevance.RelevancePass;
import io.github.lfp4j.dl4j.relevance.RelevanceVisitor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex.Op;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Vertices against loops over single numbers, in the reward form of their rules. */
class VertexTwinTest {

  private static final double EPSILON = 0.3;

  /** What one input gets of the reward at one output: its value, all values, its index, R. */
  private interface Share {
    double of(double[] values, int index, double reward);
  }

  private static double stab(double z) {
    return z + (z >= 0 ? EPSILON : -EPSILON);
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  static Stream<Arguments> rules() {
    Share add = (a, i, r) -> a[i] * r / stab(sum(a));
    Share mean = (a, i, r) -> a[i] / a.length * r / stab(sum(a) / a.length);
    Share difference = (a, i, r) -> (i == 0 ? a[0] : -a[1]) * r / stab(a[0] - a[1]);
    Share product = (a, i, r) -> r / a.length;
    Share winner =
        (a, i, r) -> {
          for (int k = 0; k < a.length; k++) {
            if (a[k] > a[i]) {
              return 0;
            }
          }
          return r;
        };
    Share all = (a, i, r) -> r;
    return Stream.of(
        Arguments.of(new ElementWiseVertex(Op.Add), 3, add),
        Arguments.of(new ElementWiseVertex(Op.Average), 3, mean),
        Arguments.of(new ElementWiseVertex(Op.Subtract), 2, difference),
        Arguments.of(new ElementWiseVertex(Op.Product), 2, product),
        Arguments.of(new ElementWiseVertex(Op.Product), 3, product),
        Arguments.of(new ElementWiseVertex(Op.Max), 3, winner),
        Arguments.of(new L2NormalizeVertex(), 1, all),
        Arguments.of(new ScaleVertex(-1.3), 1, all));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void relevanceIsSplitAsTheRuleSays(GraphVertex vertex, int inputs, Share share) {
    for (long[] shape : new long[][] {{4, 5}, {3, 2, 3, 4}}) {
      INDArray[] x = new INDArray[inputs];
      for (int i = 0; i < inputs; i++) {
        x[i] = normal(DataType.DOUBLE, 20 + i, shape);
      }
      INDArray reward = normal(DataType.DOUBLE, 30, shape);
      RelevancePass pass =
          RelevancePass.of(
              GraphFixtures.network(alone(vertex, inputs)), RuleMap.all(new EpsilonRule(EPSILON)));
      INDArray[] actual = pass.run(x, "out", c -> reward.dup(), new RelevanceVisitor() {});
      for (int i = 0; i < inputs; i++) {
        for (long k = 0; k < reward.length(); k++) {
          double[] values = new double[inputs];
          for (int j = 0; j < inputs; j++) {
            values[j] = x[j].getDouble(k);
          }
          assertThat(actual[i].getDouble(k))
              .as(vertex + " input " + i + ", number " + k)
              .isCloseTo(
                  share.of(values, i, reward.getDouble(k)),
                  org.assertj.core.data.Offset.offset(1e-12));
        }
      }
    }
  }

  /** The vertex between the graph's inputs and a loss layer. */
  private static ComputationGraphConfiguration alone(GraphVertex vertex, int inputs) {
    String[] names = new String[inputs];
    for (int i = 0; i < inputs; i++) {
      names[i] = "x" + i;
    }
    return doubles()
        .graphBuilder()
        .addInputs(names)
        .addVertex("vertex", vertex, names)
        .addLayer("out", loss(), "vertex")
        .setOutputs("out")
        .build();
  }

  private static LossLayer loss() {
    return new LossLayer.Builder(LossFunctions.LossFunction.MSE)
        .activation(Activation.IDENTITY)
        .build();
  }

  /** Overwrites its input where DL4J allows that: with the input times 0.01. */
  public static final class Shrinking implements IDropout {
    private static final long serialVersionUID = 1L;
    private static final double FACTOR = 0.01;

    @Override
    public INDArray applyDropout(
        INDArray input, INDArray result, int iteration, int epoch, LayerWorkspaceMgr memory) {
      return input.muli(FACTOR, result);
    }

    @Override
    public INDArray backprop(INDArray out, INDArray in, int iteration, int epoch) {
      return out.muli(FACTOR, in);
    }

    @Override
    public void clear() {
      // Has no state.
    }

    @Override
    public Shrinking clone() {
      return new Shrinking();
    }
  }

  /** What vertices need on the way back survives dropout that overwrites it. */
  @ParameterizedTest
  @EnumSource(Op.class)
  void otherLayersMayOverwriteWhatTheyGet(Op op) {
    for (String shrunk : new String[] {"joined", "h2"}) {
      List<Map<String, INDArray>> gradients = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        boolean overwrites = i == 0;
        GraphBuilder builder =
            doubles()
                .graphBuilder()
                .addInputs("x")
                .addLayer("h1", dense(5, Activation.TANH), "x")
                .addLayer("h2", dense(5, Activation.TANH), "x")
                .addVertex("joined", new ElementWiseVertex(op), "h1", "h2")
                .addVertex("shifted", new ShiftVertex(0.1), "joined");
        DenseLayer.Builder last = new DenseLayer.Builder().nOut(4).activation(Activation.TANH);
        if (overwrites) {
          builder.addLayer("d", last.dropOut(new Shrinking()).build(), shrunk);
        } else {
          builder
              .addVertex("small", new ScaleVertex(Shrinking.FACTOR), shrunk)
              .addLayer("d", last.build(), "small");
        }
        ComputationGraph graph =
            GraphFixtures.network(
                builder
                    .addLayer("one", output(), "shifted")
                    .addLayer("two", output(), "d")
                    .setOutputs("one", "two")
                    .setInputTypes(InputType.feedForward(Fixtures.FEATURES))
                    .build());
        graph
            .paramTable()
            .forEach((key, p) -> p.assign(normal(DataType.DOUBLE, key.hashCode(), p.shape())));
        org.nd4j.linalg.dataset.MultiDataSet data = GraphFixtures.points(6, DataType.DOUBLE);
        INDArray labels = data.getLabels(0);
        data.setLabels(new INDArray[] {labels, labels});
        Lfp options = Lfp.with(new EpsilonRule(EPSILON));
        ComputationGraph lfp = options.configure(graph);
        GraphFixtures.gradient(lfp, data);
        gradients.add(lfp.gradient().gradientForVariable());
      }
      assertThat(gradients.get(0)).hasSize(10).hasSameSizeAs(gradients.get(1));
      gradients
          .get(0)
          .forEach(
              (key, values) ->
                  assertThat(GraphFixtures.relativeDifference(gradients.get(1).get(key), values))
                      .as(key + " with less of " + shrunk)
                      .isLessThan(1e-12));
    }
  }
}
