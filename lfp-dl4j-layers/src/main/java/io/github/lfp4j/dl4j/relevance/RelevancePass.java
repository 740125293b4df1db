package io.github.lfp4j.dl4j.relevance;

import io.github.lfp4j.core.rule.OutputReward;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.dl4j.Lfp;
import io.github.lfp4j.dl4j.LfpException;
import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.layer.AffineLayer;
import io.github.lfp4j.dl4j.layer.LfpLoss;
import io.github.lfp4j.dl4j.layer.PassMemory;
import io.github.lfp4j.dl4j.layer.PerUnit;
import io.github.lfp4j.dl4j.layer.RewardPropagating;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Layer-wise relevance propagation through a network in evaluation mode.
 *
 * <p>Forward from the input to the logits, then back from the {@link Target}'s relevance to the
 * input. Source of the pass: Bach et al., PLoS ONE 10(7), 2015. Not safe for use by several threads
 * at a time, as DL4J's networks are not.
 */
public final class RelevancePass {

  private final MultiLayerNetwork network;

  private RelevancePass(MultiLayerNetwork network) {
    this.network = network;
  }

  /**
   * A pass through a copy of the network with the rules of the given map.
   *
   * @param network initialised, of stock or LFP layers; not changed
   * @throws LfpException if a layer is not supported or has no rule
   */
  public static RelevancePass of(MultiLayerNetwork network, RuleMap rules) {
    return new RelevancePass(Lfp.with(rules).configure(network));
  }

  /**
   * Runs the pass for a batch.
   *
   * @param input a batch as the network expects it; not changed
   * @param target where relevance starts
   * @param visitor is shown what arrives at each layer
   * @return relevance of the input, in its shape
   */
  public INDArray run(INDArray input, Target target, RelevanceVisitor visitor) {
    return pass(input, target, visitor, 0);
  }

  /**
   * Runs the pass for a batch down to the first layer with weights, and no further: cheaper than
   * {@link #run} where the relevance of the input is of no interest.
   *
   * @param input a batch as the network expects it; not changed
   * @param target where relevance starts
   * @param visitor is shown what arrives at each layer
   */
  public void visit(INDArray input, Target target, RelevanceVisitor visitor) {
    int first = 0;
    while (first < network.getnLayers() && !(network.getLayer(first) instanceof AffineLayer)) {
      first++;
    }
    pass(input, target, visitor, first + 1);
  }

  /**
   * @param lowest the last layer that relevance is handed down through; null is returned unless it
   *     is the first
   */
  private INDArray pass(INDArray input, Target target, RelevanceVisitor visitor, int lowest) {
    LayerWorkspaceMgr memory = PassMemory.manager();
    try (MemoryWorkspace scope = memory.notifyScopeEntered(ArrayType.ACTIVATIONS)) {
      List<INDArray> activations = forward(input, memory);
      INDArray relevance = backward(input, activations, target, visitor, memory, lowest);
      return relevance == null ? null : relevance.detach();
    } finally {
      for (Layer layer : network.getLayers()) {
        layer.clear();
      }
    }
  }

  private List<INDArray> forward(INDArray input, LayerWorkspaceMgr memory) {
    int batch = (int) input.size(0);
    List<INDArray> activations = new ArrayList<>();
    INDArray x = input;
    for (int i = 0; i < network.getnLayers(); i++) {
      InputPreProcessor shape = preProcessor(i);
      if (shape != null) {
        x = shape.preProcess(x, batch, memory);
      }
      Layer layer = network.getLayer(i);
      layer.setInputMiniBatchSize(batch);
      x = layer.activate(x, false, memory);
      activations.add(x);
    }
    return activations;
  }

  private INDArray backward(
      INDArray input,
      List<INDArray> activations,
      Target target,
      RelevanceVisitor visitor,
      LayerWorkspaceMgr memory,
      int lowest) {
    int batch = (int) input.size(0);
    INDArray g = null;
    boolean total = false;
    for (int i = network.getnLayers() - 1; i >= 0; i--) {
      Layer layer = network.getLayer(i);
      if (total && layer instanceof RewardPropagating) {
        g = PerUnit.divide(g, activations.get(i));
        total = false;
      }
      if (g != null && !total) {
        visitor.units(i, activations.get(i), g);
      }
      if (layer instanceof AffineLayer affine) {
        Rule rule = affine.rule();
        OutputReward reward =
            g == null
                ? OutputReward.of(
                    target.relevance(affine.lastForward().preActivation()),
                    affine.lastForward().preActivation(),
                    rule.stabilizer())
                : affine.rewardAt(g);
        visitor.weights(i, affine.lastForward(), reward);
        if (i < lowest) {
          return null;
        }
        g = affine.propagate(reward, memory);
        total = rule.form() == Rule.Form.TOTAL;
      } else if (g == null) {
        if (!(layer instanceof LfpLoss)) {
          throw new LfpException(
              "relevance starts at an output or loss layer, but the last layer of this network is"
                  + " of type "
                  + layer.getClass().getSimpleName());
        }
        g = PerUnit.divide(target.relevance(layer.input()), layer.input());
      } else if (layer instanceof RewardPropagating propagating) {
        g = propagating.propagate(g, memory);
      } else {
        g = layer.backpropGradient(g, memory).getSecond();
      }
      InputPreProcessor shape = preProcessor(i);
      if (shape != null) {
        g = shape.backprop(g, batch, memory);
      }
    }
    return total ? g : g.mul(input.castTo(g.dataType()));
  }

  private InputPreProcessor preProcessor(int layer) {
    return network.getLayerWiseConfigurations().getInputPreProcess(layer);
  }
}
