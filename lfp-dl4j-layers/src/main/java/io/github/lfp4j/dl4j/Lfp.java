package io.github.lfp4j.dl4j;

import io.github.lfp4j.core.recurrent.GateRule;
import io.github.lfp4j.core.reward.Reward;
import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.core.rule.GradientRule;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.dl4j.convert.GraphConversion;
import io.github.lfp4j.dl4j.convert.LayerRegistry;
import io.github.lfp4j.dl4j.convert.MultiLayerConversion;
import io.github.lfp4j.dl4j.convert.NetworkCheck;
import io.github.lfp4j.dl4j.convert.Options;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.dl4j.relevance.Relevance;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Switches Layer-wise Feedback Propagation on for a Deeplearning4j network, and off again.
 *
 * <pre>{@code
 * MultiLayerConfiguration lfp = Lfp.with(new EpsilonRule(1e-6)).reward(new SoftmaxReward()).configure(conf);
 * MultiLayerNetwork net = new MultiLayerNetwork(lfp);   // init, fit, evaluate, save as ever
 * MultiLayerNetwork plain = Lfp.toStandard(net);        // needs no plugin to be loaded
 * }</pre>
 *
 * <p>An instance is an immutable set of options.
 */
public final class Lfp {

  private final Options options;

  private Lfp(Options options) {
    this.options = options;
  }

  /** LFP with one rule for all layers. */
  public static Lfp with(Rule rule) {
    return with(RuleMap.all(rule));
  }

  /** LFP with a rule for each layer. */
  public static Lfp with(RuleMap rules) {
    return new Lfp(new Options(rules));
  }

  /** LFP with the epsilon rule, and the reward that belongs to the network's loss function. */
  public static Lfp defaults() {
    return with(new EpsilonRule());
  }

  /**
   * Ordinary gradient descent on the loss function by the same fast layers: the {@link
   * GradientRule} in all of them.
   */
  public static Lfp gradient() {
    return with(new GradientRule());
  }

  /**
   * With this reward at the output; in a graph, at all outputs that have none of their own. Without
   * one it follows from the loss function: softmax reward for cross-entropy behind softmax, sigmoid
   * reward for binary cross-entropy behind sigmoid, and {@code R = -o dL/do} for any other loss L.
   */
  public Lfp reward(Reward newReward) {
    return new Lfp(options.withReward(newReward));
  }

  /**
   * With this reward at one output, whatever the others get.
   *
   * @param outputName the output layer's name; a name that the network does not have makes {@code
   *     configure} fail
   */
  public Lfp reward(String outputName, Reward newReward) {
    return new Lfp(options.withReward(outputName, newReward));
  }

  /**
   * With the backward pass going down to the network's input, for who looks at what {@code
   * MultiLayerNetwork.backpropGradient} or {@code calculateGradients} return for it. Training does
   * not, so that by default layers that no layer with parameters comes before return zeros there
   * and save the work.
   */
  public Lfp withInputReward() {
    return new Lfp(options.withInputReward());
  }

  /**
   * With gates of recurrent layers (LSTM and the like) that share reward in this way with what they
   * let through; {@link GateRule#BOTH} unless said otherwise, because gates learn from the reward
   * that they get.
   */
  public Lfp gates(GateRule gateRule) {
    return new Lfp(options.withGates(gateRule));
  }

  /**
   * A configuration whose layers learn by LFP, all other settings as in the given one.
   *
   * @param configuration of stock or LFP layers; not changed
   * @throws LfpException if a layer is not supported or has no rule, or the rule map names one that
   *     does not exist; names the layer and its index
   */
  public MultiLayerConfiguration configure(MultiLayerConfiguration configuration) {
    checkNames(
        configuration.getConfs().stream()
            .flatMap(conf -> LayerRegistry.namesOf(conf.getLayer()).stream())
            .toList());
    return new MultiLayerConversion(options).toLfp(configuration);
  }

  /**
   * The same for a graph, of any shape: several inputs and outputs, branches that meet again.
   *
   * @param configuration of stock or LFP layers and vertices; not changed
   * @throws LfpException if a layer or a vertex is not supported or has no rule, or the rule map or
   *     a reward names one that does not exist; names it and its index
   */
  public ComputationGraphConfiguration configure(ComputationGraphConfiguration configuration) {
    List<String> names = new ArrayList<>(configuration.getVertices().keySet());
    configuration
        .getVertices()
        .values()
        .forEach(
            vertex -> {
              if (vertex instanceof LayerVertex layer) {
                names.addAll(LayerRegistry.namesOf(layer.getLayerConf().getLayer()));
              }
            });
    checkNames(names.stream().distinct().toList());
    return new GraphConversion(options).toLfp(configuration);
  }

  private void checkNames(List<String> names) {
    for (String name : options.rules().layerNames()) {
      if (!names.contains(name)) {
        throw new LfpException(
            "the rule map names a layer '" + name + "', but the network's layers are " + names);
      }
    }
  }

  /**
   * A network that learns by LFP, with copies of parameters and updater state of the given one.
   *
   * @param network initialised, of stock or LFP layers; not changed
   * @throws LfpException as {@link #configure(MultiLayerConfiguration)}
   */
  public MultiLayerNetwork configure(MultiLayerNetwork network) {
    return MultiLayerConversion.withConfiguration(
        network, configure(network.getLayerWiseConfigurations()));
  }

  /**
   * A graph that learns by LFP, with copies of parameters and updater state of the given one.
   *
   * @param graph initialised, of stock or LFP layers; not changed
   * @throws LfpException as {@link #configure(ComputationGraphConfiguration)}
   */
  public ComputationGraph configure(ComputationGraph graph) {
    return GraphConversion.withConfiguration(graph, configure(graph.getConfiguration()));
  }

  /**
   * Checks that all layers of a network are what {@code configure} makes of them, whatever their
   * rules. After transfer learning they may not be: a stock layer that was added takes reward for a
   * derivative, and a layer that was added below the first one gets no reward. {@code
   * configure(network)} puts that right.
   *
   * @param network initialised; not changed
   * @throws LfpException naming all layers that are not; also as {@link
   *     #configure(MultiLayerConfiguration)}
   */
  public void check(MultiLayerNetwork network) {
    MultiLayerConfiguration actual = network.getLayerWiseConfigurations();
    NetworkCheck.compare(actual, configure(actual));
  }

  /**
   * Checks that all layers and vertices of a graph are what {@code configure} makes of them.
   *
   * @param graph initialised; not changed
   * @throws LfpException as {@link #check(MultiLayerNetwork)}
   */
  public void check(ComputationGraph graph) {
    ComputationGraphConfiguration actual = graph.getConfiguration();
    NetworkCheck.compare(actual, configure(actual));
  }

  /**
   * A network that learns by LFP with default options, from a trained or initialised one.
   *
   * @throws LfpException as {@link #configure(MultiLayerConfiguration)}
   */
  public static MultiLayerNetwork convert(MultiLayerNetwork network) {
    return defaults().configure(network);
  }

  /**
   * A graph that learns by LFP with default options, from a trained or initialised one.
   *
   * @throws LfpException as {@link #configure(ComputationGraphConfiguration)}
   */
  public static ComputationGraph convert(ComputationGraph graph) {
    return defaults().configure(graph);
  }

  /**
   * A network of stock layers only, with copies of parameters and updater state. Whoever loads it
   * needs no plugin.
   *
   * @param network initialised; not changed
   * @throws LfpException if a setting exists only in this plugin (such as the Heaviside activation)
   */
  public static MultiLayerNetwork toStandard(MultiLayerNetwork network) {
    return MultiLayerConversion.withConfiguration(
        network, toStandard(network.getLayerWiseConfigurations()));
  }

  /**
   * A configuration of stock layers only.
   *
   * @throws LfpException as {@link #toStandard(MultiLayerNetwork)}
   */
  public static MultiLayerConfiguration toStandard(MultiLayerConfiguration configuration) {
    return MultiLayerConversion.toStandard(configuration);
  }

  /**
   * A graph of stock layers and vertices only, with copies of parameters and updater state.
   *
   * @param graph initialised; not changed
   * @throws LfpException if a setting exists only in this plugin
   */
  public static ComputationGraph toStandard(ComputationGraph graph) {
    return GraphConversion.withConfiguration(graph, toStandard(graph.getConfiguration()));
  }

  /**
   * A configuration of stock layers and vertices only.
   *
   * @throws LfpException as {@link #toStandard(ComputationGraph)}
   */
  public static ComputationGraphConfiguration toStandard(
      ComputationGraphConfiguration configuration) {
    return GraphConversion.toStandard(configuration);
  }

  /**
   * Says how much each number of an input contributes to what a network decides: layer-wise
   * relevance propagation, by the epsilon rule unless told otherwise.
   *
   * @param network initialised, of stock or LFP layers; not changed
   */
  public static Relevance relevance(MultiLayerNetwork network) {
    return new Relevance(Network.of(network));
  }

  /**
   * The same for a graph.
   *
   * @param graph initialised, of stock or LFP layers and vertices; not changed
   */
  public static Relevance relevance(ComputationGraph graph) {
    return new Relevance(Network.of(graph));
  }
}
