package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.blobs;
import static io.github.lfp4j.dl4j.Fixtures.floats;
import static io.github.lfp4j.dl4j.Fixtures.mlp;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.dl4j.conf.LfpConf;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.listeners.CheckpointListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;

/** A training that goes on from a checkpoint ends where the uninterrupted one does. */
class CheckpointTest {

  private static final int EPOCHS = 5;

  @TempDir private Path folder;

  static List<IUpdater> updaters() {
    return List.of(new Nesterovs(0.05, 0.9), new Adam(0.01));
  }

  private CheckpointListener everyEpoch() {
    return new CheckpointListener.Builder(folder.toFile()).keepAll().saveEveryNEpochs(1).build();
  }

  private static void fit(MultiLayerNetwork network, int epochs) {
    network.fit(
        new org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator<>(
            blobs(36, DataType.FLOAT).asList(), 12),
        epochs);
  }

  @ParameterizedTest
  @MethodSource("updaters")
  void trainingGoesOnFromTheEndOfAnEpoch(IUpdater updater) {
    MultiLayerNetwork whole = Fixtures.lfp(mlp(floats().updater(updater), Activation.RELU));
    whole.setListeners(everyEpoch());
    fit(whole, EPOCHS);

    MultiLayerNetwork restored = CheckpointListener.loadCheckpointMLN(folder.toFile(), 1);
    assertThat(restored.getLayer(0).conf().getLayer()).isInstanceOf(LfpConf.class);
    assertThat(restored.getIterationCount()).isEqualTo(6);
    Lfp.defaults().check(restored);
    fit(restored, EPOCHS - 2);
    assertThat(restored.params()).isEqualTo(whole.params());
    assertThat(restored.getUpdater().getStateViewArray())
        .isEqualTo(whole.getUpdater().getStateViewArray());
  }

  /** DL4J counts a step after its listeners, so that one that is restored has to be counted. */
  @Test
  void trainingGoesOnFromAnyStep() {
    DataSet data = blobs(12, DataType.FLOAT);
    MultiLayerNetwork whole = Fixtures.lfp(mlp(floats().updater(new Adam(0.01)), Activation.RELU));
    whole.setListeners(
        new CheckpointListener.Builder(folder.toFile())
            .keepLast(1)
            .saveEveryNIterations(4)
            .build());
    Fixtures.fit(whole, data, 11);

    MultiLayerNetwork restored = CheckpointListener.loadLastCheckpointMLN(folder.toFile());
    assertThat(restored.getIterationCount()).as("steps 0 to 8 are done").isEqualTo(8);
    restored.setIterationCount(9);
    Fixtures.fit(restored, data, 2);
    assertThat(restored.params()).isEqualTo(whole.params());
  }

  @Test
  void graphsGoOnToo() {
    GraphFixtures.Sample sample = GraphFixtures.named("residual blocks");
    MultiDataSet data = sample.batch(6, DataType.FLOAT);
    ComputationGraph whole =
        GraphFixtures.network(
            Lfp.defaults().configure(sample.configuration(floats().updater(new Adam(0.003)))));
    whole.setListeners(everyEpoch());
    fitGraph(whole, data, EPOCHS);

    ComputationGraph restored = CheckpointListener.loadCheckpointCG(folder.toFile(), 2);
    Lfp.defaults().check(restored);
    fitGraph(restored, data, EPOCHS - 3);
    assertThat(restored.params()).isEqualTo(whole.params());
  }

  private static void fitGraph(ComputationGraph graph, MultiDataSet data, int epochs) {
    graph.fit(
        new org.deeplearning4j.datasets.iterator.utilty.SingletonMultiDataSetIterator(data),
        epochs);
  }
}
