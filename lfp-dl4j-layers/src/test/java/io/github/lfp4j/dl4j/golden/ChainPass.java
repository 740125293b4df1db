package io.github.lfp4j.dl4j.golden;

import io.github.lfp4j.dl4j.layer.AffineLayer;
import io.github.lfp4j.dl4j.layer.PerUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.ActivationLayer;
import org.deeplearning4j.nn.layers.DropoutLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The pass through a MultiLayerNetwork. */
final class ChainPass implements RewardPass {

  private final MultiLayerNetwork network;
  private final LayerWorkspaceMgr memory = LayerWorkspaceMgr.noWorkspaces();
  private final List<INDArray> activations = new ArrayList<>();
  private final Map<String, INDArray> gradients = new LinkedHashMap<>();
  private INDArray input;

  /**
   * @param network initialised, of LFP layers
   */
  ChainPass(MultiLayerNetwork network) {
    this.network = network;
    network.initGradientsView();
  }

  @Override
  public INDArray forward(boolean training, INDArray... inputs) {
    INDArray x = inputs[0];
    input = x;
    activations.clear();
    INDArray a = x.dup();
    for (int i = 0; i < network.getnLayers(); i++) {
      InputPreProcessor shape = network.getLayerWiseConfigurations().getInputPreProcess(i);
      if (shape != null) {
        a = shape.preProcess(a, (int) x.size(0), memory);
      }
      Layer layer = network.getLayer(i);
      layer.setInputMiniBatchSize((int) x.size(0));
      a = layer.activate(a, training, memory);
      // The next layer may overwrite what it gets.
      activations.add(a.dup());
    }
    return activations.get(activations.size() - 1);
  }

  @Override
  public INDArray[] backward(INDArray reward) {
    gradients.clear();
    INDArray down = reward;
    boolean perUnit = false;
    for (int i = network.getnLayers() - 1; i >= 0; i--) {
      Layer layer = network.getLayer(i);
      if (!perUnit && passesUnchanged(layer)) {
        continue;
      }
      Pair<Gradient, INDArray> result;
      if (!perUnit && layer instanceof AffineLayer affine) {
        result = affine.backpropReward(down, memory);
        perUnit = true;
      } else if (!perUnit && !isMaximumPooling(layer)) {
        result = layer.backpropGradient(PerUnit.divide(down.dup(), activations.get(i)), memory);
        perUnit = true;
      } else {
        result = layer.backpropGradient(down, memory);
      }
      collect(i, result.getFirst());
      down = result.getSecond();
      InputPreProcessor shape = network.getLayerWiseConfigurations().getInputPreProcess(i);
      if (shape != null) {
        down = shape.backprop(down, (int) input.size(0), memory);
      }
    }
    return new INDArray[] {perUnit ? down.mul(input) : down};
  }

  /** Activation functions, and dropout in evaluation mode, pass R on as it is. */
  private static boolean passesUnchanged(Layer layer) {
    return layer instanceof ActivationLayer || layer instanceof DropoutLayer;
  }

  /** Maximum pooling sends R to the winner just as it does G, even where the maximum is zero. */
  private static boolean isMaximumPooling(Layer layer) {
    return layer.conf().getLayer() instanceof SubsamplingLayer pooling
        && pooling.getPoolingType() == PoolingType.MAX;
  }

  private void collect(int layer, Gradient gradient) {
    gradient.gradientForVariable().forEach((key, view) -> gradients.put(layer + "_" + key, view));
  }

  @Override
  public Map<String, INDArray> gradients() {
    return gradients;
  }
}
