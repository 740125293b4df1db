package io.github.lfp4j.dl4j.golden;

import io.github.lfp4j.dl4j.layer.AffineLayer;
import io.github.lfp4j.dl4j.layer.PerUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.layers.ActivationLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The pass through a ComputationGraph with one output. */
final class GraphPass implements RewardPass {

  private final ComputationGraph graph;
  private final LayerWorkspaceMgr memory = LayerWorkspaceMgr.noWorkspaces();
  private final Map<String, INDArray> gradients = new LinkedHashMap<>();
  private INDArray[] input;
  private INDArray[] activations;
  private INDArray[] epsilons;

  /**
   * @param graph initialised, of LFP layers
   */
  GraphPass(ComputationGraph graph) {
    this.graph = graph;
    graph.initGradientsView();
  }

  @Override
  public INDArray forward(boolean training, INDArray... x) {
    input = x;
    graph.setInputs(x);
    activations = new INDArray[graph.getVertices().length];
    for (int index : graph.topologicalSortOrder()) {
      GraphVertex vertex = graph.getVertices()[index];
      if (vertex.isInputVertex()) {
        activations[index] = x[index].dup();
        continue;
      }
      VertexIndices[] from = vertex.getInputVertices();
      for (int i = 0; i < from.length; i++) {
        vertex.setInput(i, activations[from[i].getVertexIndex()].dup(), memory);
      }
      activations[index] = vertex.doForward(training, memory);
    }
    return activations[output().getVertexIndex()];
  }

  private GraphVertex output() {
    return graph.getVertex(graph.getConfiguration().getNetworkOutputs().get(0));
  }

  @Override
  public INDArray[] backward(INDArray reward) {
    gradients.clear();
    epsilons = new INDArray[activations.length];
    start(reward);
    int[] order = graph.topologicalSortOrder();
    for (int i = order.length - 1; i >= 0; i--) {
      GraphVertex vertex = graph.getVertices()[order[i]];
      if (!vertex.isInputVertex() && epsilons[order[i]] != null) {
        vertex.setEpsilon(epsilons[order[i]]);
        Pair<Gradient, INDArray[]> result = vertex.doBackward(false, memory);
        collect(vertex, result.getFirst());
        handDown(vertex, result.getSecond());
      }
    }
    INDArray[] result = new INDArray[input.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = epsilons[i].mul(input[i]);
    }
    return result;
  }

  /** Activation functions pass R on as it is; a layer with weights takes it as it is. */
  private void start(INDArray reward) {
    GraphVertex last = output();
    while (last.getLayer() instanceof ActivationLayer) {
      last = graph.getVertices()[last.getInputVertices()[0].getVertexIndex()];
    }
    if (last.getLayer() instanceof AffineLayer affine) {
      Pair<Gradient, INDArray> result = affine.backpropReward(reward, memory);
      collect(last, result.getFirst());
      InputPreProcessor shape = ((LayerVertex) last).getLayerPreProcessor();
      INDArray down = result.getSecond();
      handDown(last, shape == null ? down : shape.backprop(down, (int) input[0].size(0), memory));
    } else {
      int index = last.getVertexIndex();
      epsilons[index] = PerUnit.divide(reward.dup(), activations[index]);
    }
  }

  private void handDown(GraphVertex vertex, INDArray... down) {
    VertexIndices[] to = vertex.getInputVertices();
    for (int i = 0; i < to.length; i++) {
      int index = to[i].getVertexIndex();
      epsilons[index] = epsilons[index] == null ? down[i] : epsilons[index].add(down[i]);
    }
  }

  private void collect(GraphVertex vertex, Gradient gradient) {
    if (gradient != null) {
      gradient
          .gradientForVariable()
          .forEach((key, view) -> gradients.put(vertex.getVertexName() + "_" + key, view));
    }
  }

  @Override
  public Map<String, INDArray> gradients() {
    return gradients;
  }
}
