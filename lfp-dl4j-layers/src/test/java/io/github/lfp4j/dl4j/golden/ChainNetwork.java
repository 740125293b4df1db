package io.github.lfp4j.dl4j.golden;

import io.github.lfp4j.dl4j.Lfp;
import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.relevance.Canonizer;
import io.github.lfp4j.dl4j.relevance.RelevancePass;
import java.util.Map;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network whose modules follow one another.
 *
 * @param network initialised
 * @param parameters of the network by the reference's names
 */
record ChainNetwork(GoldenCase golden, MultiLayerNetwork network, Parameters parameters)
    implements GoldenNetwork {

  static ChainNetwork of(GoldenCase golden, Lfp options, boolean crossEntropy, InputType input) {
    StockNetwork stock = new StockNetwork(golden.modules());
    MultiLayerConfiguration configuration =
        crossEntropy ? stock.withCrossEntropy(input) : stock.configuration(input);
    MultiLayerNetwork network = new MultiLayerNetwork(options.configure(configuration));
    network.init();
    GoldenPath.prepare(network.getLayers());
    ChainNetwork result = of(golden, network);
    result.parameters.load(golden);
    return result;
  }

  private static ChainNetwork of(GoldenCase golden, MultiLayerNetwork network) {
    StockNetwork stock = new StockNetwork(golden.modules());
    return new ChainNetwork(
        golden,
        network,
        new Parameters(
            module -> network.getLayer(stock.layer(module)),
            module -> String.valueOf(stock.layer(module)),
            golden.modules()));
  }

  @Override
  public ChainNetwork toStandard() {
    return of(golden, Lfp.toStandard(network));
  }

  @Override
  public RewardPass pass() {
    return new ChainPass(network);
  }

  @Override
  public RelevancePass relevancePass(RuleMap rules, boolean folded) {
    return RelevancePass.of(folded ? Canonizer.foldBatchNorm(network) : network, rules);
  }

  @Override
  public INDArray output(INDArray x) {
    return network.output(x);
  }

  @Override
  public Map<String, INDArray> gradients(INDArray x, INDArray labels) {
    network.setInput(x);
    network.setLabels(labels);
    network.computeGradientAndScore();
    return network.gradient().gradientForVariable();
  }
}
