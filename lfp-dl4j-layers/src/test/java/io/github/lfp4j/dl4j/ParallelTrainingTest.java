package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.blobs;
import static io.github.lfp4j.dl4j.Fixtures.floats;
import static io.github.lfp4j.dl4j.Fixtures.mlp;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.dl4j.conf.LfpConf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.parallelism.ParallelInference;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.deeplearning4j.parallelism.inference.InferenceMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Nesterovs;

/** DL4J's ParallelWrapper with parameter averaging, two workers. */
@Timeout(120)
class ParallelTrainingTest {

  private static final int WORKERS = 2;
  private static final int STEPS = 12;

  /**
   * Batches for the workers in turn. The first comes late: DL4J's workers copy the network when
   * they start, and the first of them works on the network itself.
   */
  private static DataSetIterator late(List<DataSet> batches) {
    Iterator<DataSet> iterator = batches.iterator();
    return new ExistingDataSetIterator(
        new Iterator<>() {
          private boolean started;

          @Override
          public boolean hasNext() {
            return iterator.hasNext();
          }

          @Override
          public DataSet next() {
            if (!started) {
              started = true;
              LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
            }
            return iterator.next();
          }
        });
  }

  private static void fitInParallel(Model model, List<DataSet> batches, BaseTrainingListener... l) {
    ParallelWrapper wrapper =
        new ParallelWrapper.Builder<>(model)
            .workers(WORKERS)
            .prefetchBuffer(0)
            .averagingFrequency(1)
            .averageUpdaters(true)
            .trainingMode(ParallelWrapper.TrainingMode.AVERAGING)
            .build();
    wrapper.setListeners(l);
    wrapper.fit(late(batches));
  }

  private static MultiLayerNetwork network() {
    return Fixtures.lfp(mlp(floats().updater(new Nesterovs(0.05, 0.9)), Activation.RELU));
  }

  private static List<DataSet> twice(List<DataSet> batches) {
    List<DataSet> all = new ArrayList<>();
    for (int i = 0; i < STEPS; i++) {
      for (int worker = 0; worker < WORKERS; worker++) {
        all.add(batches.get(i % batches.size()));
      }
    }
    return all;
  }

  @Test
  void workersWithTheSameDataDoAsOne() {
    List<DataSet> batches = Training.batches(blobs(48, DataType.FLOAT));
    MultiLayerNetwork single = network();
    for (int i = 0; i < STEPS; i++) {
      single.fit(batches.get(i % batches.size()));
    }
    MultiLayerNetwork parallel = network();
    LayersSeen seen = new LayersSeen();
    fitInParallel(parallel, twice(batches), seen);
    Training.assertSameParameters(single, parallel, 1e-5);
    assertThat(Fixtures.maxDifference(network().params(), parallel.params())).isGreaterThan(0.02);
    assertThat(seen.models).as("replicas, too, learn by LFP").hasSizeGreaterThanOrEqualTo(WORKERS);
  }

  /** Notes down the networks whose layers are LFP layers. */
  private static final class LayersSeen extends BaseTrainingListener {
    private final Set<Model> models =
        Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      if (((MultiLayerNetwork) model).getLayer(0).conf().getLayer() instanceof LfpConf) {
        models.add(model);
      }
    }
  }

  /** Workers with half of a batch each, averaged after plain steps, take the whole batch's step. */
  @Test
  void workersWithOneHalfEachTakeTheStepOfTheWhole() {
    DataSet whole = blobs(24, DataType.DOUBLE);
    MultiLayerNetwork single = Fixtures.lfp(mlp(Fixtures.doubles(), Activation.RELU));
    MultiLayerNetwork parallel = Fixtures.lfp(mlp(Fixtures.doubles(), Activation.RELU));
    List<DataSet> halves = new ArrayList<>();
    for (int i = 0; i < STEPS; i++) {
      single.fit(whole);
      halves.add((DataSet) whole.getRange(0, 12));
      halves.add((DataSet) whole.getRange(12, 24));
    }
    fitInParallel(parallel, halves);
    Training.assertSameParameters(single, parallel, 1e-10);
  }

  @Test
  void graphsLearnInParallel() {
    GraphFixtures.Sample sample = GraphFixtures.named("fan-out");
    ComputationGraph graph =
        GraphFixtures.network(
            Lfp.defaults().configure(sample.configuration(floats().updater(new Adam(0.01)))));
    DataSet all = blobs(48, DataType.FLOAT);
    double before = graph.score(all);
    List<DataSet> batches = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      batches.addAll(Training.batches(all));
    }
    fitInParallel(graph, batches);
    assertThat(graph.score(all)).isLessThan(before / 2);
    Lfp.defaults().check(graph);
  }

  @Test
  void predictionsInParallelAreTheNetworksOwn() {
    MultiLayerNetwork network = network();
    INDArray x = blobs(9, DataType.FLOAT).getFeatures();
    ParallelInference inference =
        new ParallelInference.Builder(network)
            .workers(WORKERS)
            .inferenceMode(InferenceMode.SEQUENTIAL)
            .build();
    try {
      assertThat(Fixtures.maxDifference(network.output(x), inference.output(x))).isLessThan(1e-6);
    } finally {
      inference.shutdown();
    }
  }
}
