package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.accuracy;
import static io.github.lfp4j.dl4j.Fixtures.blobs;
import static io.github.lfp4j.dl4j.Fixtures.floats;
import static io.github.lfp4j.dl4j.Fixtures.lfp;
import static io.github.lfp4j.dl4j.Fixtures.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingTrainer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.listeners.PerformanceListener;
import org.deeplearning4j.optimize.listeners.ScoreIterationListener;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.AsyncDataSetIterator;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.learning.config.Adam;

/** DL4J's ways to train: iterators, epochs, listeners, early stopping. */
class TrainingLoopTest {

  private static DataSetIterator batches() {
    return new ListDataSetIterator<>(blobs(60, DataType.FLOAT).asList(), 12) {
      @Override
      public boolean asyncSupported() {
        return true; // data in memory need no prefetching; here it is what is tested
      }
    };
  }

  private static MultiLayerNetwork network() {
    return lfp(mlp(floats().updater(new Adam(0.02)), Activation.RELU));
  }

  @Test
  void prefetchAndSingleBatchesTakeTheSameSteps() {
    MultiLayerNetwork plain = network();
    for (int epoch = 0; epoch < 3; epoch++) {
      for (DataSet batch : List.copyOf(listOf(batches()))) {
        plain.fit(batch);
      }
    }
    MultiLayerNetwork iterated = network();
    assertThat(batches().asyncSupported()).isTrue(); // so that fit wraps it for prefetching
    iterated.fit(batches(), 3);
    assertThat(iterated.getEpochCount()).isEqualTo(3);
    assertThat(iterated.getIterationCount()).isEqualTo(15);
    assertThat(iterated.params()).isEqualTo(plain.params());

    MultiLayerNetwork asynchronous = network();
    AsyncDataSetIterator prefetch = new AsyncDataSetIterator(batches(), 2, true);
    for (int epoch = 0; epoch < 3; epoch++) {
      asynchronous.fit(prefetch);
    }
    prefetch.shutdown();
    assertThat(asynchronous.params()).isEqualTo(plain.params());
  }

  private static List<DataSet> listOf(DataSetIterator iterator) {
    List<DataSet> result = new ArrayList<>();
    iterator.forEachRemaining(result::add);
    return result;
  }

  @Test
  void scoresFallWhileLfpLearns() {
    MultiLayerNetwork network = network();
    GradientKeeper seen = new GradientKeeper();
    network.setListeners(
        seen, new ScoreIterationListener(5), new PerformanceListener(5, true, true));
    network.fit(batches(), 8);
    assertThat(seen.scores).hasSize(40);
    double first = seen.scores.get(0);
    assertThat(network.score(blobs(60, DataType.FLOAT))).isLessThan(first / 2);
  }

  /** Keeps what a listener sees of a step. */
  private static final class GradientKeeper extends BaseTrainingListener {
    private INDArray gradient;
    private final List<Double> scores = new ArrayList<>();

    @Override
    public void onGradientCalculation(Model model) {
      gradient = ((MultiLayerNetwork) model).gradient().gradient().dup();
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      scores.add(model.score());
    }
  }

  @Test
  void listenersSeeTheNegatedFeedback() {
    DataSet data = blobs(12, DataType.FLOAT);
    MultiLayerNetwork network = network();
    INDArray expected = Fixtures.gradient(network, data);
    GradientKeeper keeper = new GradientKeeper();
    network.setListeners(keeper);
    double score = network.score(data, true);
    network.fit(data);
    assertThat(keeper.gradient).isEqualTo(expected);
    assertThat(keeper.scores).hasSize(1);
    assertThat(keeper.scores.get(0)).isCloseTo(score, within(1e-6));
    // Feedback is maximised: a positive one makes a parameter larger.
    INDArray w = network.getParam("0_W");
    MultiLayerNetwork fresh = network();
    INDArray growth = w.sub(fresh.getParam("0_W"));
    Fixtures.gradient(fresh, data);
    INDArray feedback = fresh.gradient().getGradientFor("0_W").neg();
    assertThat(growth.mul(feedback).minNumber().doubleValue()).isGreaterThanOrEqualTo(0);
    assertThat(growth.mul(feedback).sumNumber().doubleValue()).isPositive();
  }

  @Test
  void earlyStoppingFindsTheBestEpoch() {
    EarlyStoppingConfiguration<MultiLayerNetwork> configuration =
        new EarlyStoppingConfiguration.Builder<MultiLayerNetwork>()
            .epochTerminationConditions(new MaxEpochsTerminationCondition(6))
            .scoreCalculator(new DataSetLossCalculator(batches(), true))
            .modelSaver(new InMemoryModelSaver<>())
            .build();
    EarlyStoppingResult<MultiLayerNetwork> result =
        new EarlyStoppingTrainer(configuration, network(), batches()).fit();
    assertThat(result.getTotalEpochs()).isEqualTo(6);
    assertThat(result.getScoreVsEpoch()).hasSize(6);
    assertThat(result.getScoreVsEpoch().get(5))
        .isPositive()
        .isLessThan(result.getScoreVsEpoch().get(0) / 2);
    assertThat(accuracy(result.getBestModel(), blobs(60, DataType.FLOAT))).isGreaterThan(0.95);
  }
}
