package io.github.lfp4j.pruning.structure;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.dl4j.network.NetworkLayer;
import io.github.lfp4j.pruning.PruningException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Makes a smaller network: without the units that are removed, the weights that computed them and
 * the weights that read them.
 *
 * <p>The result computes what the original does with the weights that read removed units set to
 * zero. It is of the same layers, stock or LFP, with the same settings; counters of iterations and
 * epochs are kept, and the updater's state of the parameters that stay; listeners are not.
 */
public final class UnitRemoval {

  private final Structure structure;
  private final boolean[] gone;

  /**
   * A removal.
   *
   * @param structure of the network
   * @param removed ids of groups of units
   * @throws PruningException if there is no such group, or nothing would be left of a layer
   */
  public UnitRemoval(Structure structure, Set<Integer> removed) {
    this.structure = structure;
    int groups = structure.groups().size();
    for (int id : removed) {
      if (id < 0 || id >= groups) {
        throw new PruningException(
            "there is no group of units " + id + "; the network has " + groups + " of them");
      }
    }
    this.gone = structure.gone(removed);
    Map<Integer, Integer> left = new HashMap<>(structure.sizes());
    for (int id : removed) {
      for (UnitGroup.Member member : structure.groups().get(id).members()) {
        if (left.merge(member.layer(), -1, Integer::sum) == 0) {
          throw new PruningException(
              "nothing would be left of layer '"
                  + structure.names().get(member.layer())
                  + "'; keep at least one of its units");
        }
      }
    }
  }

  /**
   * The network without the units; the network itself is not changed.
   *
   * @param network initialised, the one whose structure this is or a copy
   */
  public Network apply(Network network) {
    // Not by clones: those of wrappers and of some vertices share or forget settings.
    Network result = Network.fromJson(network.toJson());
    if (result.model() instanceof ComputationGraph graph) {
      resize(graph.getConfiguration().getVertices());
    } else {
      resize(result.as(MultiLayerNetwork.class));
    }
    result.init(Nd4j.zeros(network.params().dataType(), 1, result.configuredParameters()));
    new KeptParameters(network, result, places(network)).copy();
    return result;
  }

  private KeptParameters.Places places(Network network) {
    Map<String, Integer> indices = new HashMap<>();
    boolean isGraph = network.model() instanceof ComputationGraph;
    for (NetworkLayer layer : network.layers()) {
      indices.put(isGraph ? layer.name() : String.valueOf(layer.index()), layer.index());
    }
    return new KeptParameters.Places() {
      @Override
      public INDArray view(String owner, String key, INDArray values) {
        Integer index = indices.get(owner);
        return index == null ? values : structure.view(index, key, values);
      }

      @Override
      public int[][] of(String owner, String key, int rank) {
        Integer index = indices.get(owner);
        return index == null ? null : structure.places(index, key, rank, gone);
      }
    };
  }

  private void resize(MultiLayerNetwork network) {
    Map<Integer, InputPreProcessor> shapes =
        network.getLayerWiseConfigurations().getInputPreProcessors();
    for (Node node : structure.nodes()) {
      if (node.layer() != null) {
        int index = node.layerIndex();
        resize(network.getLayerWiseConfigurations().getConf(index).getLayer(), node);
        shapes.computeIfPresent(index, (i, shape) -> resized(shape, node));
      }
    }
  }

  private void resize(Map<String, GraphVertex> vertices) {
    for (Node node : structure.nodes()) {
      if (node.isInput()) {
        continue;
      }
      GraphVertex vertex = vertices.get(node.name());
      if (vertex instanceof LayerVertex layer) {
        resize(layer.getLayerConf().getLayer(), node);
        if (layer.getPreProcessor() != null) {
          layer.setPreProcessor(resized(layer.getPreProcessor(), node));
        }
      } else {
        Axis.Selection in = structure.keptOut(node.inputs().get(0), gone);
        Axis.Selection out = structure.keptOut(node.id(), gone);
        if (in != null && out != null) {
          vertices.put(node.name(), VertexStructures.resized(vertex, in, out.count()));
        }
      }
    }
  }

  private void resize(Layer layer, Node node) {
    structure
        .structure(node)
        .resize()
        .resize(
            layer,
            count(structure.keptRead(node.id(), gone)),
            count(structure.keptOut(node.id(), gone)));
  }

  private static int count(Axis.Selection kept) {
    return kept == null ? LayerStructure.SAME : kept.count();
  }

  private InputPreProcessor resized(InputPreProcessor shape, Node node) {
    Axis.Selection in = structure.keptOut(node.inputs().get(0), gone);
    Axis.Selection out = structure.keptRead(node.id(), gone);
    return in == null || out == null ? shape : Reshapes.resized(shape, in.count(), out.count());
  }
}
