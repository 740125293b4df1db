package io.github.lfp4j.pruning.structure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.dl4j.network.Network;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;

/** What an updater remembers of the parameters that stay. */
class UpdaterStateTest {

  static Stream<IUpdater> updaters() {
    return Stream.of(
        new Sgd(0.1), new Nesterovs(0.1, 0.9), new RmsProp(0.1), new Adam(0.1), new AMSGrad(0.1));
  }

  /** Layers with updaters of their own make several blocks of different sizes. */
  private static MultiLayerNetwork chain(IUpdater updater) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .updater(updater)
                .list()
                .layer(ChainSamples.conv(5, CNN2DFormat.NCHW).build())
                .layer(new BatchNormalization())
                .layer(new FrozenLayer(ChainSamples.conv(4, CNN2DFormat.NCHW).build()))
                .layer(new DenseLayer.Builder().nOut(6).updater(new Nesterovs(0.1)).build())
                .layer(ChainSamples.dense(7))
                .layer(ChainSamples.output())
                .setInputType(InputType.convolutional(4, 4, 2))
                .build());
    network.init();
    return network;
  }

  /** If each number is a function of its parameter, it still is so in the smaller network. */
  @ParameterizedTest
  @MethodSource("updaters")
  void staysWithItsParameter(IUpdater updater) {
    Network whole = Network.of(chain(updater));
    remember(whole);
    check(whole);
    Structure structure = Structure.of(whole);
    for (int seed = 0; seed < 3; seed++) {
      Set<Integer> removed = UnitRemovalTest.some(structure, seed);
      check(new UnitRemoval(structure, removed).apply(whole));
    }
  }

  @Test
  void staysWithItsParameterInGraphs() {
    ComputationGraph graph = new ComputationGraph(GraphSamples.residual(CNN2DFormat.NCHW).build());
    graph.init();
    Network whole = Network.of(graph);
    remember(whole);
    Structure structure = Structure.of(whole);
    check(new UnitRemoval(structure, UnitRemovalTest.some(structure, 1)).apply(whole));
  }

  private static List<UpdaterBlock> blocks(Network network) {
    BaseMultiLayerUpdater<?> updater =
        network.model() instanceof ComputationGraph graph
            ? graph.getUpdater()
            : (BaseMultiLayerUpdater<?>) network.as(MultiLayerNetwork.class).getUpdater();
    return updater.getUpdaterBlocks();
  }

  private static INDArray parameters(Network network, UpdaterBlock block) {
    INDArray all = network.params().reshape(network.params().length());
    return all.get(NDArrayIndex.interval(block.getParamOffsetStart(), block.getParamOffsetEnd()));
  }

  private static int each(UpdaterBlock block) {
    return (block.getUpdaterViewOffsetEnd() - block.getUpdaterViewOffsetStart())
        / (block.getParamOffsetEnd() - block.getParamOffsetStart());
  }

  private static INDArray state(UpdaterBlock block, int k) {
    int count = block.getParamOffsetEnd() - block.getParamOffsetStart();
    return block
        .getUpdaterView()
        .reshape(block.getUpdaterView().length())
        .get(NDArrayIndex.interval((long) k * count, (long) (k + 1) * count));
  }

  private static void remember(Network network) {
    network.params().assign(Nd4j.rand(DataType.DOUBLE, network.params().shape()));
    for (UpdaterBlock block : blocks(network)) {
      for (int k = 0; k < each(block); k++) {
        state(block, k).assign(parameters(network, block).mul(10).add(k));
      }
    }
  }

  private static void check(Network network) {
    for (UpdaterBlock block : blocks(network)) {
      for (int k = 0; k < each(block); k++) {
        assertThat(state(block, k)).isEqualTo(parameters(network, block).mul(10).add(k));
      }
    }
  }

  /** Nothing removed, it goes on to the same weights as the whole network. */
  @Test
  void trainsOnAsIfNothingHadHappened() {
    MultiLayerNetwork network = chain(new Adam(0.01));
    Network whole = Network.of(network);
    DataSet batch =
        new DataSet(
            Nd4j.rand(DataType.DOUBLE, 4, 2, 4, 4),
            Nd4j.eye(3).castTo(DataType.DOUBLE).repeat(0, 1, 1, 2));
    whole.fit(new ListDataSetIterator<>(List.of(batch), 4));
    Network same = new UnitRemoval(Structure.of(whole), Set.of()).apply(whole);
    assertThat(same.params()).isEqualTo(whole.params());
    assertThat(same.updaterState()).isEqualTo(whole.updaterState());
    whole.fit(new ListDataSetIterator<>(List.of(batch), 4));
    same.fit(new ListDataSetIterator<>(List.of(batch), 4));
    assertThat(same.params()).isEqualTo(whole.params());
    assertThat(same.as(MultiLayerNetwork.class).getIterationCount()).isEqualTo(2);
    assertThat(same.as(MultiLayerNetwork.class).getEpochCount()).isEqualTo(network.getEpochCount());
  }

  @Test
  void isNotMadeUpWhereThereIsNone() {
    Network whole = Network.of(chain(new Adam(0.01)));
    Network same = new UnitRemoval(Structure.of(whole), Set.of()).apply(whole);
    assertThat(same.as(MultiLayerNetwork.class).getUpdater(false)).isNull();
  }
}
