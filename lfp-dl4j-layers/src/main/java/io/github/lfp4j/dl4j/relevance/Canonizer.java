package io.github.lfp4j.dl4j.relevance;

import io.github.lfp4j.core.rule.PassRule;
import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.convert.GraphConversion;
import io.github.lfp4j.dl4j.convert.LayerRegistry;
import io.github.lfp4j.dl4j.convert.LayerSupport;
import io.github.lfp4j.dl4j.network.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.impl.ActivationIdentity;

/**
 * Rewrites a network, before relevance passes through it, into one that computes the same in
 * evaluation mode and is made of fewer kinds of layers.
 *
 * <p>Batch normalisation behind a dense layer or a convolution without activation is one affine map
 * with it: {@code w <- w s, b <- (b - mean) s + beta, s = gamma / sqrt(var + eps)}. With the
 * running statistics folded in, rules that look at weights see what the network really does with
 * its input, and the layer of the normalisation is left as the identity, so that layers keep their
 * index and name. The result is for evaluation only. Source: Guillemot et al., arXiv 2009.14166.
 */
public final class Canonizer {

  private Canonizer() {}

  /**
   * The network that a rule map is meant for. Maps that let relevance pass batch normalisation
   * unchanged, as the presets other than {@code epsilon} do, expect it to be folded into the layer
   * before; to others a network is good as it is.
   *
   * @return a folded copy, with the same indices and names of layers, or the network itself
   */
  public static Network canonical(Network network, RuleMap rules) {
    boolean passesUnchanged =
        rules
            .ruleFor(null, BatchNormalization.class, false, false)
            .filter(PassRule.class::isInstance)
            .isPresent();
    return passesUnchanged ? network.foldBatchNorm() : network;
  }

  /**
   * A copy of the network with each batch normalisation folded into the layer right before it.
   * Normalisations behind anything else stay as they are.
   *
   * @param network initialised, of stock or LFP layers; not changed
   */
  public static MultiLayerNetwork foldBatchNorm(MultiLayerNetwork network) {
    MultiLayerConfiguration configuration = network.getLayerWiseConfigurations().clone();
    List<NeuralNetConfiguration> confs = configuration.getConfs();
    List<Integer> folded = new ArrayList<>();
    for (int i = 0; i + 1 < confs.size(); i++) {
      Layer before = confs.get(i).getLayer();
      Layer after = confs.get(i + 1).getLayer();
      boolean direct = configuration.getInputPreProcess(i + 1) == null;
      if (direct && takesIn(before) && after instanceof BatchNormalization norm) {
        prepare(confs.get(i), before, norm);
        folded.add(i);
      }
    }
    MultiLayerNetwork result = new MultiLayerNetwork(configuration);
    result.init();
    for (int i = 0; i < confs.size(); i++) {
      BatchNormFolding.copy(network.getLayer(i), result.getLayer(i));
    }
    for (int i : folded) {
      BatchNormFolding.fold(result.getLayer(i), result.getLayer(i + 1), network.getLayer(i + 1));
    }
    return result;
  }

  /**
   * A copy of the graph with each batch normalisation folded into the layer that is its input, if
   * that is nobody else's and no output of the graph.
   *
   * @param graph initialised, of stock or LFP layers; not changed
   */
  public static ComputationGraph foldBatchNorm(ComputationGraph graph) {
    ComputationGraphConfiguration configuration = GraphConversion.copy(graph.getConfiguration());
    List<String> norms = new ArrayList<>();
    configuration
        .getVertices()
        .forEach(
            (name, vertex) -> {
              if (vertex instanceof LayerVertex after
                  && after.getPreProcessor() == null
                  && after.getLayerConf().getLayer() instanceof BatchNormalization norm) {
                LayerVertex before = onlyInput(configuration, name);
                if (before != null && takesIn(before.getLayerConf().getLayer())) {
                  prepare(before.getLayerConf(), before.getLayerConf().getLayer(), norm);
                  norms.add(name);
                }
              }
            });
    ComputationGraph result = new ComputationGraph(configuration);
    result.init();
    for (Map.Entry<String, GraphVertex> entry : configuration.getVertices().entrySet()) {
      if (entry.getValue() instanceof LayerVertex) {
        BatchNormFolding.copy(graph.getLayer(entry.getKey()), result.getLayer(entry.getKey()));
      }
    }
    for (String norm : norms) {
      String before = configuration.getVertexInputs().get(norm).get(0);
      BatchNormFolding.fold(result.getLayer(before), result.getLayer(norm), graph.getLayer(norm));
    }
    return result;
  }

  /** The layer whose output goes to this vertex and nowhere else; null if there is none. */
  private static LayerVertex onlyInput(ComputationGraphConfiguration graph, String vertex) {
    String input = graph.getVertexInputs().get(vertex).get(0);
    long consumers =
        graph.getVertexInputs().values().stream()
            .flatMap(List::stream)
            .filter(input::equals)
            .count();
    return consumers == 1
            && !graph.getNetworkOutputs().contains(input)
            && graph.getVertices().get(input) instanceof LayerVertex layer
        ? layer
        : null;
  }

  /** Whether a normalisation can be folded into a layer. */
  private static boolean takesIn(Layer layer) {
    boolean known =
        LayerRegistry.find(layer).filter(s -> s.role() == LayerSupport.Role.WEIGHTED).isPresent();
    return known
        && OutputWeights.areKnown(layer)
        && ((BaseLayer) layer).getActivationFn() instanceof ActivationIdentity;
  }

  /** Gives the layer a bias, and a normalisation with fixed scale and shift those of none. */
  private static void prepare(NeuralNetConfiguration conf, Layer layer, BatchNormalization norm) {
    if (layer instanceof DenseLayer dense) {
      dense.setHasBias(true);
    } else if (layer instanceof ConvolutionLayer convolution) {
      convolution.setHasBias(true);
    }
    // DL4J lists the parameters again when the network is initialised.
    conf.clearVariables();
    norm.setGamma(1);
    norm.setBeta(0);
  }
}
