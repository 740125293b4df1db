package io.github.lfp4j.pruning.relevance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.TinyNetworks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class JointRelevanceTest {
  private static final int UNITS = 9;
  private static final int OUTPUTS = 4;

  private static double[][] contributions(long seed) {
    Random random = new Random(seed);
    double[][] result = new double[UNITS][];
    for (int j = 0; j < UNITS; j++) {
      result[j] = random.doubles(OUTPUTS, -1, 1).toArray();
    }
    return result;
  }

  private static double loss(double[][] contributions, List<Integer> gone) {
    double loss = 0;
    for (int k = 0; k < OUTPUTS; k++) {
      double sum = 0;
      for (int j : gone) {
        sum += contributions[j][k];
      }
      loss += sum * sum;
    }
    return loss;
  }

  private static INDArray products(double[][] contributions) {
    INDArray r = Nd4j.createFromArray(contributions);
    return r.mmul(r.transpose());
  }

  private static List<Integer> order(double[] worth) {
    return IntStream.range(0, worth.length)
        .boxed()
        .sorted(Comparator.comparingDouble(j -> worth[j]))
        .toList();
  }

  /** Whatever goes next is what leaves the least loss: tried out. */
  @Test
  void unitsGoInTheOrderInWhichTogetherTheyAreMissedLeast() {
    for (long seed = 0; seed < 20; seed++) {
      double[][] r = contributions(seed);
      List<Integer> gone = new ArrayList<>();
      double highest = 0;
      double[] worth = JointRelevance.worth(products(r));
      for (int next : order(worth)) {
        double before = loss(r, gone);
        for (int j = 0; j < UNITS; j++) {
          if (!gone.contains(j)) {
            List<Integer> others = new ArrayList<>(gone);
            others.add(j);
            List<Integer> chosen = new ArrayList<>(gone);
            chosen.add(next);
            assertThat(loss(r, chosen)).isLessThanOrEqualTo(loss(r, others) + 1e-12);
          }
        }
        gone.add(next);
        highest = Math.max(highest, loss(r, gone) - before);
        assertThat(worth[next]).isCloseTo(Math.sqrt(highest), within(1e-7));
      }
    }
  }

  @Test
  void twinsAreMissedMoreAndOppositesLess() {
    double[][] r = {{1, 0}, {1, 0}, {0, 1.2}, {0, 1.3}, {0, -1.3}};
    List<Integer> order = order(JointRelevance.worth(products(r)));

    // One of the twins goes for little; the second costs more than it did alone.
    assertThat(order.get(0)).isIn(0, 1);
    assertThat(order.indexOf(4)).isLessThan(order.indexOf(order.get(0) == 0 ? 1 : 0));
  }

  /** Unless they contribute nothing, no two units are worth the same: sorting gives the order. */
  @Test
  void noTwoUnitsAreWorthTheSame() {
    double[] worth = JointRelevance.worth(products(contributions(3)));

    assertThat(worth).doesNotHaveDuplicates();
  }

  /** The sum over all classes is the variance of the change under the softened prediction. */
  @Test
  void startsTogetherMeasureThePrediction() {
    INDArray o = TinyNetworks.numbers(8, 5, OUTPUTS).muli(4);
    INDArray change = TinyNetworks.numbers(9, 5, OUTPUTS);
    for (int n = 0; n < 5; n++) {
      double[] logits = o.getRow(n).toDoubleVector();
      double mean = Arrays.stream(logits).average().orElse(0);
      double variance = Arrays.stream(logits).map(v -> (v - mean) * (v - mean)).average().orElse(0);
      double temperature = 0.4 * Math.sqrt(variance);
      double sum = Arrays.stream(logits).map(v -> Math.exp(v / temperature)).sum();
      double expected = 0;
      double first = 0;
      for (int k = 0; k < OUTPUTS; k++) {
        double s = Math.exp(logits[k] / temperature) / sum;
        expected += s * change.getDouble(n, k) * change.getDouble(n, k);
        first += s * change.getDouble(n, k);
      }
      expected -= first * first;

      double squares = 0;
      for (int rank = 0; rank < OUTPUTS; rank++) {
        INDArray relevance = SoftClasses.ranked(rank).relevance(o);
        double product = 0;
        for (int k = 0; k < OUTPUTS; k++) {
          product += relevance.getDouble(n, k) / logits[k] * change.getDouble(n, k);
        }
        squares += product * product;
      }
      assertThat(squares).isCloseTo(expected, within(1e-9));
    }
  }

  @Test
  void startsOfTimeSeriesAreThoseOfEachStep() {
    INDArray series = TinyNetworks.numbers(8, 2, OUTPUTS, 3);
    INDArray rows = series.permute(0, 2, 1).dup('c').reshape('c', 6, OUTPUTS);

    INDArray ofSeries = SoftClasses.ranked(1).relevance(series);
    INDArray ofRows = SoftClasses.ranked(1).relevance(rows);

    assertThat(ofSeries.permute(0, 2, 1).dup('c').reshape('c', 6, OUTPUTS)).isEqualTo(ofRows);
    INDArray single = TinyNetworks.numbers(8, 3, 1);
    assertThat(SoftClasses.ranked(0).relevance(single)).isEqualTo(single);
    INDArray equal = Nd4j.ones(series.dataType(), 1, 2);
    assertThat(SoftClasses.ranked(0).relevance(equal).toDoubleVector())
        .containsExactly(new double[] {Math.sqrt(0.5) / 2, -Math.sqrt(0.5) / 2}, within(1e-12));
  }

  /** Loops: what the last hidden layer adds to each logit, through every class. */
  @Test
  void sumsProductsOfWhatUnitsContribute() {
    MultiLayerNetwork network = TinyNetworks.dense();
    int examples = 6;
    INDArray x = TinyNetworks.numbers(1, examples, TinyNetworks.INPUTS);
    JointRelevanceAccumulator accumulated =
        new JointRelevanceAccumulator(Network.of(network), RuleMap.preset("epsilon"), false);
    accumulated.add(x, TinyNetworks.labels(examples));

    INDArray a = network.feedForward(x, false).get(2);
    INDArray w = network.getParam("2_W");
    INDArray o = a.mmul(w).addRowVector(network.getParam("2_b"));
    double[][] expected = new double[5][5];
    for (int rank = 0; rank < TinyNetworks.CLASSES; rank++) {
      INDArray start = SoftClasses.ranked(rank).relevance(o);
      for (int n = 0; n < examples; n++) {
        double[] r = new double[5];
        for (int j = 0; j < 5; j++) {
          for (int k = 0; k < TinyNetworks.CLASSES; k++) {
            r[j] +=
                a.getDouble(n, j) * w.getDouble(j, k) * start.getDouble(n, k) / o.getDouble(n, k);
          }
        }
        for (int i = 0; i < 5; i++) {
          for (int j = 0; j < 5; j++) {
            expected[i][j] += r[i] * r[j];
          }
        }
      }
    }
    INDArray products = accumulated.sums().sums("units together").get(1);
    for (int i = 0; i < 5; i++) {
      assertThat(products.getRow(i).toDoubleVector()).contains(expected[i], within(1e-4));
    }
    assertThat(accumulated.unitWorth()).containsOnlyKeys(0, 1);
    assertThat(accumulated.weights()).isEmpty();
  }
}
