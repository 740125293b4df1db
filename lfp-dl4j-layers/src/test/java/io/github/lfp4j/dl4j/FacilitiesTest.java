package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.blobs;
import static io.github.lfp4j.dl4j.Fixtures.floats;
import static io.github.lfp4j.dl4j.Fixtures.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.deeplearning4j.datasets.iterator.IteratorMultiDataSetIterator;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.scorecalc.ClassificationScoreCalculator;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.termination.ScoreImprovementEpochTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingGraphTrainer;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingTrainer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.api.InvocationType;
import org.deeplearning4j.optimize.listeners.CollectScoresListener;
import org.deeplearning4j.optimize.listeners.EvaluativeListener;
import org.deeplearning4j.optimize.listeners.PerformanceListener;
import org.deeplearning4j.optimize.listeners.ScoreIterationListener;
import org.junit.jupiter.api.Test;
import org.nd4j.evaluation.IEvaluation;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.evaluation.classification.EvaluationBinary;
import org.nd4j.evaluation.classification.ROC;
import org.nd4j.evaluation.classification.ROCMultiClass;
import org.nd4j.evaluation.regression.RegressionEvaluation;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.AsyncMultiDataSetIterator;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * What DL4J has around training, with networks that learn by LFP; {@link TrainingLoopTest} has
 * more.
 */
class FacilitiesTest {

  private static final DataSet DATA = blobs(60, DataType.FLOAT);

  private static ListDataSetIterator<DataSet> batches() {
    return new ListDataSetIterator<>(DATA.asList(), 12);
  }

  private static MultiLayerNetwork network(double learningRate) {
    return Fixtures.lfp(mlp(floats().updater(new Adam(learningRate)), Activation.RELU));
  }

  private static ComputationGraph graph(double learningRate) {
    return GraphFixtures.network(
        Lfp.defaults()
            .configure(
                GraphFixtures.named("fan-out")
                    .configuration(floats().updater(new Adam(learningRate)))));
  }

  @Test
  void graphsStopEarly() {
    EarlyStoppingConfiguration<ComputationGraph> configuration =
        new EarlyStoppingConfiguration.Builder<ComputationGraph>()
            .epochTerminationConditions(new MaxEpochsTerminationCondition(5))
            .scoreCalculator(new DataSetLossCalculator(batches(), true))
            .modelSaver(new InMemoryModelSaver<>())
            .build();
    ComputationGraph graph = graph(0.02);
    double before = graph.score(DATA);
    EarlyStoppingResult<ComputationGraph> result =
        new EarlyStoppingGraphTrainer(configuration, graph, batches()).fit();
    assertThat(result.getTotalEpochs()).isEqualTo(5);
    assertThat(result.getScoreVsEpoch().get(4)).isPositive().isLessThan(before / 2);
    Lfp.defaults().check(result.getBestModel());
    assertThat(result.getBestModel().<Evaluation>evaluate(batches()).accuracy())
        .isGreaterThan(0.95);
  }

  @Test
  void trainingThatGetsNoBetterIsStopped() {
    EarlyStoppingConfiguration<MultiLayerNetwork> configuration =
        new EarlyStoppingConfiguration.Builder<MultiLayerNetwork>()
            .epochTerminationConditions(
                new ScoreImprovementEpochTerminationCondition(2),
                new MaxEpochsTerminationCondition(50))
            .scoreCalculator(
                new ClassificationScoreCalculator(Evaluation.Metric.ACCURACY, batches()))
            .modelSaver(new InMemoryModelSaver<>())
            .build();
    EarlyStoppingResult<MultiLayerNetwork> result =
        new EarlyStoppingTrainer(configuration, network(0.02), batches()).fit();
    assertThat(result.getTotalEpochs()).isLessThan(20);
    double best = result.getScoreVsEpoch().values().stream().mapToDouble(d -> d).max().orElse(0);
    assertThat(best).isGreaterThan(0.95);
    assertThat(Fixtures.accuracy(result.getBestModel(), DATA)).isEqualTo(best);
  }

  /** A stock network with the same parameters is the oracle. */
  @Test
  void evaluationsAreThoseOfTheStockNetwork() {
    MultiLayerNetwork lfp = network(0.01);
    Fixtures.fit(lfp, DATA, 30);
    MultiLayerNetwork stock = Lfp.toStandard(lfp);
    assertThat(Fixtures.accuracy(lfp, DATA)).isBetween(0.4, 1.0);
    List<Supplier<IEvaluation<?>>> kinds =
        List.of(
            Evaluation::new, EvaluationBinary::new, RegressionEvaluation::new, ROCMultiClass::new);
    for (Supplier<IEvaluation<?>> kind : kinds) {
      IEvaluation<?>[] ofLfp = {kind.get()};
      IEvaluation<?>[] ofStock = {kind.get()};
      lfp.doEvaluation(batches(), ofLfp);
      stock.doEvaluation(batches(), ofStock);
      assertThat(ofLfp[0].stats()).isEqualTo(ofStock[0].stats()).isNotBlank();
    }
    Evaluation evaluation = lfp.evaluate(batches());
    assertThat(evaluation.accuracy()).isCloseTo(Fixtures.accuracy(lfp, DATA), within(1e-12));
  }

  /** A binary output learns to tell the first class from the others. */
  @Test
  void binaryClassifiersAreEvaluatedByTheirRoc() {
    INDArray first = DATA.getLabels().getColumns(0);
    DataSet binary = new DataSet(DATA.getFeatures(), first);
    MultiLayerNetwork network =
        Fixtures.lfp(
            Fixtures.features(
                floats().updater(new Adam(0.02)),
                Fixtures.dense(8, Activation.RELU),
                new OutputLayer.Builder(LossFunctions.LossFunction.XENT)
                    .nOut(1)
                    .activation(Activation.SIGMOID)
                    .build()));
    Fixtures.fit(network, binary, 40);
    ROC roc = network.evaluateROC(new ListDataSetIterator<>(binary.asList(), 12), 0);
    assertThat(roc.calculateAUC()).isGreaterThan(0.98);
  }

  @Test
  void listenersOfAllKindsAreCalled() {
    MultiLayerNetwork network = network(0.02);
    CollectScoresListener scores = new CollectScoresListener(1);
    EvaluativeListener evaluations = new EvaluativeListener(batches(), 1, InvocationType.EPOCH_END);
    network.setListeners(
        scores, evaluations, new ScoreIterationListener(5), new PerformanceListener(5, true));
    network.fit(batches(), 4);
    double[] listed = scores.getListScore().toDoubleArray();
    assertThat(listed).hasSize(20);
    assertThat(listed[19]).isLessThan(listed[0] / 2);
    assertThat(((Evaluation) evaluations.getEvaluations()[0]).accuracy()).isGreaterThan(0.9);
  }

  /** What listeners see of a graph's step: activations, the feedback, then the update. */
  @Test
  void listenersSeeFeedbackAndUpdateOfGraphs() {
    ComputationGraph graph = graph(0.01);
    MultiDataSet data = GraphFixtures.points(9, DataType.FLOAT);
    INDArray feedback = GraphFixtures.gradient(graph, data);
    INDArray before = graph.params().dup();
    List<INDArray> gradients = new ArrayList<>();
    List<INDArray> updates = new ArrayList<>();
    graph.setListeners(
        new BaseTrainingListener() {
          @Override
          public void onGradientCalculation(Model model) {
            gradients.add(model.gradient().gradient().dup());
          }

          @Override
          public void iterationDone(Model model, int iteration, int epoch) {
            updates.add(model.gradient().gradient().dup());
          }
        });
    graph.fit(data);
    assertThat(gradients).hasSize(1);
    assertThat(Fixtures.maxDifference(gradients.get(0), feedback)).isZero();
    assertThat(Fixtures.maxDifference(before.sub(updates.get(0)), graph.params())).isLessThan(1e-6);
  }

  @Test
  void graphsTakeTheSameStepsWithPrefetchedBatches() {
    ComputationGraph plain = graph(0.01);
    ComputationGraph prefetched = graph(0.01);
    List<org.nd4j.linalg.dataset.api.MultiDataSet> all = new ArrayList<>();
    for (DataSet batch : Training.batches(DATA)) {
      all.add(batch.toMultiDataSet());
    }
    for (int epoch = 0; epoch < 3; epoch++) {
      all.forEach(plain::fit);
    }
    for (int epoch = 0; epoch < 3; epoch++) {
      AsyncMultiDataSetIterator prefetch =
          new AsyncMultiDataSetIterator(new IteratorMultiDataSetIterator(all.iterator(), 15), 2);
      prefetched.fit(prefetch);
      prefetch.shutdown();
    }
    assertThat(prefetched.getEpochCount()).isEqualTo(3);
    assertThat(prefetched.params()).isEqualTo(plain.params());
  }
}
