package io.github.lfp4j.dl4j.relevance;

import io.github.lfp4j.core.recurrent.GateRule;
import io.github.lfp4j.core.rule.OutputReward;
import io.github.lfp4j.dl4j.Lfp;
import io.github.lfp4j.dl4j.LfpException;
import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.layer.AffineLayer;
import io.github.lfp4j.dl4j.layer.PassMemory;
import io.github.lfp4j.dl4j.layer.PerUnit;
import io.github.lfp4j.dl4j.layer.UnitLayer;
import io.github.lfp4j.dl4j.network.Network;
import java.util.Arrays;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Layer-wise relevance propagation through a network in evaluation mode.
 *
 * <p>Forward from the inputs to the logits, then back from the {@link Target}'s relevance to the
 * inputs. What arrives over several ways is added. Source of the pass: Bach et al., PLoS ONE 10(7),
 * 2015. Not safe for use by several threads at a time, as DL4J's networks are not.
 */
public final class RelevancePass {

  private final PassNetwork network;
  private final Network copy;

  private RelevancePass(PassNetwork network, Network copy) {
    this.network = network;
    this.copy = copy;
  }

  /**
   * A pass through a copy of the network with the rules of the given map. In recurrent layers with
   * gates all relevance goes to the signal ({@link GateRule#SIGNAL_TAKES_ALL}).
   *
   * @param network initialised, of stock or LFP layers; not changed
   * @throws LfpException if a layer is not supported or has no rule
   */
  public static RelevancePass of(MultiLayerNetwork network, RuleMap rules) {
    return of(network, rules, GateRule.SIGNAL_TAKES_ALL);
  }

  /**
   * The same with another rule for gates.
   *
   * @param gates how gates share relevance with what they let through
   */
  public static RelevancePass of(MultiLayerNetwork network, RuleMap rules, GateRule gates) {
    MultiLayerNetwork copy = Lfp.with(rules).gates(gates).withInputReward().configure(network);
    return new RelevancePass(PassNetwork.of(copy), Network.of(copy));
  }

  /**
   * A pass through a copy of the graph with the rules of the given map. Visitors get layers counted
   * as {@code ComputationGraph.getLayers()} counts them. Gates are treated as in {@link
   * #of(MultiLayerNetwork, RuleMap)}.
   *
   * @param graph initialised, of stock or LFP layers and vertices; not changed
   * @throws LfpException if a layer or a vertex is not supported or has no rule
   */
  public static RelevancePass of(ComputationGraph graph, RuleMap rules) {
    return of(graph, rules, GateRule.SIGNAL_TAKES_ALL);
  }

  /**
   * The same with another rule for gates.
   *
   * @param gates how gates share relevance with what they let through
   */
  public static RelevancePass of(ComputationGraph graph, RuleMap rules, GateRule gates) {
    ComputationGraph copy = Lfp.with(rules).gates(gates).withInputReward().configure(graph);
    return new RelevancePass(PassNetwork.of(copy), Network.of(copy));
  }

  /**
   * The copy that the pass goes through, in LFP layers with their rules; not to be changed. It does
   * not follow what becomes of the network that it was made from.
   */
  public Network network() {
    return copy;
  }

  /** The name of a layer, by the index that visitors get; null if it has none. */
  public String layerName(int layer) {
    return network.nodes().stream()
        .filter(node -> node.layerIndex() == layer)
        .findFirst()
        .orElseThrow(() -> new IndexOutOfBoundsException("there is no layer " + layer))
        .name();
  }

  /**
   * Runs the pass for a batch, through a network with one input and one output.
   *
   * @param input a batch as the network expects it; not changed
   * @param target where relevance starts
   * @param visitor is shown what arrives at each layer
   * @return relevance of the input, in its shape
   */
  public INDArray run(INDArray input, Target target, RelevanceVisitor visitor) {
    return run(new INDArray[] {input}, null, target, visitor)[0];
  }

  /**
   * Runs the pass for a batch, through a graph with any number of inputs and outputs.
   *
   * @param inputs a batch for each of the network's inputs, in their order; not changed
   * @param output the name of the output where relevance starts; null for the only one
   * @param target how much relevance starts there
   * @param visitor is shown what arrives at each layer that relevance comes to
   * @return relevance of each input, in its shape; zeros if none comes there
   * @throws LfpException if there is no such output
   */
  public INDArray[] run(INDArray[] inputs, String output, Target target, RelevanceVisitor visitor) {
    boolean[] all = new boolean[network.nodes().size()];
    Arrays.fill(all, true);
    return pass(inputs, output, target, visitor, all);
  }

  /**
   * Runs the pass for a batch down to the first layers with weights, and no further: cheaper than
   * {@link #run} where the relevance of the input is of no interest.
   *
   * @param input a batch as the network expects it; not changed
   * @param target where relevance starts
   * @param visitor is shown what arrives at each layer
   */
  public void visit(INDArray input, Target target, RelevanceVisitor visitor) {
    visit(new INDArray[] {input}, null, target, visitor);
  }

  /**
   * The same for a graph with any number of inputs and outputs.
   *
   * @param inputs as for {@link #run(INDArray[], String, Target, RelevanceVisitor)}
   * @param output likewise
   */
  public void visit(INDArray[] inputs, String output, Target target, RelevanceVisitor visitor) {
    pass(inputs, output, target, visitor, network.leadsToWeights());
  }

  /**
   * Evaluates a batch without going back, through a network with one input and one output.
   *
   * @param input a batch as the network expects it; not changed
   * @param visitor is shown what comes out of hidden layers with weights, first to last
   */
  public void evaluate(INDArray input, ActivationVisitor visitor) {
    INDArray[] inputs = {input};
    requireInputs(inputs);
    int end = network.target(null);
    LayerWorkspaceMgr memory = PassMemory.manager();
    try (MemoryWorkspace scope = memory.notifyScopeEntered(ArrayType.ACTIVATIONS)) {
      network.prepare().accept(inputs);
      INDArray[] activations = forward(inputs, end, memory);
      for (int i = inputs.length; i < end; i++) {
        Node node = network.nodes().get(i);
        if (node.layer() instanceof UnitLayer layer) {
          visitor.units(node.layerIndex(), layer.unitAxis(), activations[i]);
        }
      }
    } finally {
      network.nodes().forEach(Node::clear);
      network.prepare().accept(null);
    }
  }

  private void requireInputs(INDArray[] inputs) {
    if (inputs.length != network.inputs()) {
      throw new IllegalArgumentException(
          "the network has " + network.inputs() + " inputs, but got " + inputs.length);
    }
  }

  /**
   * @param wanted the nodes that relevance is handed down to
   */
  private INDArray[] pass(
      INDArray[] inputs, String output, Target target, RelevanceVisitor visitor, boolean[] wanted) {
    requireInputs(inputs);
    int start = network.target(output);
    LayerWorkspaceMgr memory = PassMemory.manager();
    try (MemoryWorkspace scope = memory.notifyScopeEntered(ArrayType.ACTIVATIONS)) {
      network.prepare().accept(inputs);
      Arrivals arrivals = new Arrivals(forward(inputs, start, memory));
      int batch = (int) inputs[0].size(0);
      for (int i = start; i >= inputs.length; i--) {
        if (i == start || !arrivals.isNothing(i)) {
          backward(i, arrivals, target, visitor, wanted, batch, memory);
        }
      }
      INDArray[] relevance = new INDArray[inputs.length];
      for (int i = 0; i < relevance.length; i++) {
        relevance[i] = wanted[i] ? arrivals.relevance(i).detach() : null;
      }
      return relevance;
    } finally {
      network.nodes().forEach(Node::clear);
      network.prepare().accept(null);
    }
  }

  /** The activations of all nodes up to the one where relevance starts. */
  private INDArray[] forward(INDArray[] inputs, int start, LayerWorkspaceMgr memory) {
    int batch = (int) inputs[0].size(0);
    INDArray[] activations = Arrays.copyOf(inputs, start + 1);
    for (int i = inputs.length; i < activations.length; i++) {
      Node node = network.nodes().get(i);
      INDArray[] in =
          node.inputs().stream().map(from -> activations[from]).toArray(INDArray[]::new);
      activations[i] = node.forward(in, batch, memory);
    }
    return activations;
  }

  private void backward(
      int index,
      Arrivals arrivals,
      Target target,
      RelevanceVisitor visitor,
      boolean[] wanted,
      int batch,
      LayerWorkspaceMgr memory) {
    Node node = network.nodes().get(index);
    boolean starts = arrivals.isNothing(index);
    if (node.takesPerUnitOnly()) {
      arrivals.makePerUnit(index);
    }
    if (!starts && node.isLayer() && !arrivals.isTotal(index)) {
      show(node, arrivals.activation(index), arrivals.get(index), visitor);
    }
    boolean total = arrivals.isTotal(index);
    INDArray[] down;
    if (node.layer() instanceof AffineLayer affine) {
      OutputReward reward =
          starts ? affine.startAt(target::relevance) : affine.rewardAt(arrivals.get(index));
      AffineLayer.Contribution contribution = affine.contribution(reward);
      visitor.weights(node.layerIndex(), contribution.forward(), contribution.reward());
      if (!wanted[node.inputs().get(0)]) {
        return;
      }
      INDArray atInput = affine.propagate(reward, memory);
      down = new INDArray[] {node.throughShape(atInput, batch, memory)};
      total = affine.handsDownTotal();
    } else if (starts) {
      INDArray logits = node.layer().input();
      INDArray g = PerUnit.divide(target.relevance(logits), logits);
      down = new INDArray[] {node.throughShape(g, batch, memory)};
    } else if (node.inputs().stream().noneMatch(from -> wanted[from])) {
      return;
    } else {
      down = node.backward(arrivals.get(index), batch, memory);
    }
    for (int k = 0; k < down.length; k++) {
      int to = node.inputs().get(k);
      if (wanted[to]) {
        arrivals.add(to, down[k], total);
      }
    }
  }

  private static void show(Node node, INDArray activation, INDArray g, RelevanceVisitor visitor) {
    visitor.units(node.layerIndex(), activation, g);
    if (node.layer() instanceof UnitLayer layer) {
      visitor.learningUnits(
          node.layerIndex(), layer.unitAxis(), () -> layer.unitRelevance(activation, g));
    }
  }
}
