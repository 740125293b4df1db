package io.github.lfp4j.bench;

import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.dl4j.Lfp;
import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.relevance.RelevanceAccumulator;
import java.util.List;
import java.util.function.IntConsumer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** What is timed: a network of either of Deeplearning4j's two kinds. */
sealed interface BenchModel {

  /** One training step. */
  void fit(DataSet batch);

  /** Training steps with each of these batches in turn. */
  default IntConsumer steps(List<DataSet> batches) {
    return round -> fit(batches.get(round % batches.size()));
  }

  /** The network's output for a batch. */
  INDArray output(INDArray features);

  /** A copy that learns in another way. */
  BenchModel configure(Lfp lfp);

  /** An accumulator of the relevance of its units, by the epsilon rule. */
  RelevanceAccumulator relevance();

  /**
   * Layers of a copy that have been evaluated in training mode, and keep what they computed.
   *
   * @param features a batch as it is trained with
   */
  List<Layer> evaluatedLayers(INDArray features);

  /** A copy with clocks in it. */
  TimedNetwork timed();

  /** Forgets what the last step left behind. */
  void clear();

  /** A {@code MultiLayerNetwork}. */
  record Sequential(MultiLayerNetwork network) implements BenchModel {

    @Override
    public void fit(DataSet batch) {
      network.fit(batch);
    }

    @Override
    public INDArray output(INDArray features) {
      return network.output(features);
    }

    @Override
    public BenchModel configure(Lfp lfp) {
      return new Sequential(lfp.configure(network));
    }

    @Override
    public RelevanceAccumulator relevance() {
      return new RelevanceAccumulator(Network.of(network), RuleMap.all(new EpsilonRule()), false);
    }

    @Override
    public List<Layer> evaluatedLayers(INDArray features) {
      MultiLayerNetwork copy = network.clone();
      copy.getLayerWiseConfigurations().setTrainingWorkspaceMode(WorkspaceMode.NONE);
      copy.getLayerWiseConfigurations().setInferenceWorkspaceMode(WorkspaceMode.NONE);
      copy.setInput(features);
      copy.feedForward(true, false);
      return List.of(copy.getLayers());
    }

    @Override
    public TimedNetwork timed() {
      return TimedNetwork.of(network);
    }

    @Override
    public void clear() {
      network.clear();
    }
  }

  /** A {@code ComputationGraph} with one input and one output. */
  record Graph(ComputationGraph network) implements BenchModel {

    @Override
    public void fit(DataSet batch) {
      network.fit(batch);
    }

    @Override
    public INDArray output(INDArray features) {
      return network.outputSingle(features);
    }

    @Override
    public BenchModel configure(Lfp lfp) {
      return new Graph(lfp.configure(network));
    }

    @Override
    public RelevanceAccumulator relevance() {
      return new RelevanceAccumulator(Network.of(network), RuleMap.all(new EpsilonRule()), false);
    }

    @Override
    public List<Layer> evaluatedLayers(INDArray features) {
      ComputationGraph copy = network.clone();
      copy.getConfiguration().setTrainingWorkspaceMode(WorkspaceMode.NONE);
      copy.getConfiguration().setInferenceWorkspaceMode(WorkspaceMode.NONE);
      copy.feedForward(new INDArray[] {features}, true, false);
      return List.of(copy.getLayers());
    }

    @Override
    public TimedNetwork timed() {
      return TimedNetwork.of(network);
    }

    @Override
    public void clear() {
      network.clear();
    }
  }
}
