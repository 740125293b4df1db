package io.github.lfp4j.dl4j.relevance;

import io.github.lfp4j.dl4j.layer.AffineLayer;
import io.github.lfp4j.dl4j.layer.LossOutput;
import io.github.lfp4j.dl4j.layer.RewardPropagating;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.layers.ActivationLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One place of a network that a pass comes through: an input of the network, a layer, or a vertex
 * of a graph that is no layer.
 *
 * @param name the layer's or vertex's; may be null for a layer
 * @param layer null unless it is a layer
 * @param layerIndex among the layers; -1 unless it is one
 * @param shape what the layer's input goes through first; null for nothing
 * @param vertex null unless it is a vertex without a layer
 * @param moves whether the vertex only moves units about
 * @param inputs the nodes that its inputs come from; none for an input of the network
 */
record Node(
    String name,
    Layer layer,
    int layerIndex,
    InputPreProcessor shape,
    GraphVertex vertex,
    boolean moves,
    List<Integer> inputs) {

  static Node input(String name) {
    return new Node(name, null, -1, null, null, true, List.of());
  }

  static Node layer(String name, Layer layer, int index, InputPreProcessor shape, int input) {
    return new Node(name, layer, index, shape, null, false, List.of(input));
  }

  static Node vertex(GraphVertex vertex, boolean moves, List<Integer> inputs) {
    return new Node(vertex.getVertexName(), null, -1, null, vertex, moves, inputs);
  }

  boolean isLayer() {
    return layer != null;
  }

  /** Whether relevance can start here. */
  boolean canBeTarget() {
    return layer instanceof AffineLayer || layer instanceof LossOutput;
  }

  /** Whether what arrives must be reward per unit, not R itself. */
  boolean takesPerUnitOnly() {
    return isLayer() ? layer instanceof RewardPropagating : !moves;
  }

  /** Evaluates the node in evaluation mode. */
  INDArray forward(INDArray[] in, int batch, LayerWorkspaceMgr memory) {
    if (!isLayer()) {
      for (int i = 0; i < in.length; i++) {
        vertex.setInput(i, in[i], memory);
      }
      return vertex.doForward(false, memory);
    }
    INDArray x = shape == null ? in[0] : shape.preProcess(in[0], batch, memory);
    layer.setInputMiniBatchSize(batch);
    if (!(layer instanceof ActivationLayer) || layer instanceof RewardPropagating) {
      return layer.activate(x, false, memory);
    }
    // DL4J's own overwrites its input, which the way back needs, and others may need too.
    INDArray activation = layer.activate(x.dup(), false, memory);
    layer.setInput(x, memory);
    return activation;
  }

  /** Hands reward per unit through a layer or vertex without weights, one result per input. */
  INDArray[] backward(INDArray g, int batch, LayerWorkspaceMgr memory) {
    if (!isLayer()) {
      vertex.setEpsilon(g);
      return vertex.doBackward(false, memory).getSecond();
    }
    INDArray down =
        layer instanceof RewardPropagating propagating
            ? propagating.propagate(g, memory)
            : layer.backpropGradient(g, memory).getSecond();
    return new INDArray[] {throughShape(down, batch, memory)};
  }

  /** What arrives at the layer's input, as it arrives before that got its shape. */
  INDArray throughShape(INDArray down, int batch, LayerWorkspaceMgr memory) {
    return shape == null ? down : shape.backprop(down, batch, memory);
  }

  void clear() {
    if (isLayer()) {
      layer.clear();
    } else if (vertex != null) {
      vertex.clear();
    }
  }
}
