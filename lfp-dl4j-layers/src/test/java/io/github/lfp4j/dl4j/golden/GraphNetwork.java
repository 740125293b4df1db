package io.github.lfp4j.dl4j.golden;

import io.github.lfp4j.dl4j.Lfp;
import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.relevance.Canonizer;
import io.github.lfp4j.dl4j.relevance.RelevancePass;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network with residual sums.
 *
 * @param network initialised
 * @param parameters of the network by the reference's names
 */
record GraphNetwork(GoldenCase golden, ComputationGraph network, Parameters parameters)
    implements GoldenNetwork {

  static GraphNetwork of(GoldenCase golden, Lfp options, boolean crossEntropy, InputType input) {
    ComputationGraph network =
        new ComputationGraph(
            options.configure(ResidualNetwork.configuration(golden, crossEntropy, input)));
    network.init();
    GoldenPath.prepare(network.getLayers());
    GraphNetwork result = of(golden, network);
    result.parameters.load(golden);
    return result;
  }

  private static GraphNetwork of(GoldenCase golden, ComputationGraph network) {
    return new GraphNetwork(
        golden,
        network,
        new Parameters(network::getLayer, UnaryOperator.identity(), golden.modules()));
  }

  @Override
  public GraphNetwork toStandard() {
    return of(golden, Lfp.toStandard(network));
  }

  @Override
  public RewardPass pass() {
    return new GraphPass(network);
  }

  @Override
  public RelevancePass relevancePass(RuleMap rules, boolean folded) {
    return RelevancePass.of(folded ? Canonizer.foldBatchNorm(network) : network, rules);
  }

  @Override
  public INDArray output(INDArray x) {
    return network.outputSingle(x);
  }

  @Override
  public Map<String, INDArray> gradients(INDArray x, INDArray labels) {
    network.setInputs(x);
    network.setLabels(labels);
    network.computeGradientAndScore();
    return network.gradient().gradientForVariable();
  }
}
