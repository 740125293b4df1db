package io.github.lfp4j.pruning.structure;

import io.github.lfp4j.dl4j.network.Network;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Where in the parameters of a network those of a smaller one are found.
 *
 * <p>DL4J keeps all parameters of a network in one row, of which each parameter of a layer is a
 * view of some shape and layout. An updater's state is laid out after the same row: for each block
 * of parameters with the same settings as many numbers for each as the updater needs (of Adam first
 * all first moments, then all second ones). So one list of places, a number for each parameter of
 * the smaller network, says where to take both from.
 */
final class KeptParameters {

  private final Network whole;
  private final Network smaller;

  /** For each parameter of the smaller network its place in the whole one. */
  private final int[] source;

  /** What is known of the parameters of a network's layers, and of vertices that have some. */
  interface Places {

    /** The parameter with the axes that are meant, a view. */
    INDArray view(String owner, String key, INDArray values);

    /**
     * The places that stay along each axis.
     *
     * @param owner of the parameter: of a graph its name, else the index of the layer
     * @param key of the parameter
     * @param rank how many axes it has
     * @return null where all stay
     */
    int[][] of(String owner, String key, int rank);
  }

  KeptParameters(Network whole, Network smaller, Places places) {
    this.whole = whole;
    this.smaller = smaller;
    this.source = new int[(int) smaller.params().length()];
    Map<String, Trainable> owners = owners(smaller);
    owners(whole)
        .forEach(
            (name, owner) -> {
              Map<String, INDArray> kept = owners.get(name).paramTable(false);
              owner
                  .paramTable(false)
                  .forEach(
                      (key, values) -> {
                        INDArray from = places.view(name, key, values);
                        INDArray to = places.view(name, key, kept.get(key));
                        map(from, to, places.of(name, key, from.rank()));
                      });
            });
  }

  /** What has parameters: of a graph by name, else layers by index. */
  private static Map<String, Trainable> owners(Network network) {
    Map<String, Trainable> owners = new HashMap<>();
    if (network.model() instanceof ComputationGraph graph) {
      for (var vertex : graph.getVertices()) {
        if (vertex.numParams() > 0) {
          owners.put(vertex.getVertexName(), vertex);
        }
      }
    } else {
      network.layers().stream()
          .filter(layer -> layer.layer().numParams() > 0)
          .forEach(layer -> owners.put(String.valueOf(layer.index()), layer.layer()));
    }
    return owners;
  }

  private void map(INDArray from, INDArray kept, int[][] places) {
    // A row has one axis or two.
    INDArray to =
        from.rank() == kept.rank()
            ? kept
            : from.rank() == 1 ? kept.reshape(kept.length()) : kept.reshape(1, kept.length());
    int[][] all = new int[to.rank()][];
    for (int axis = 0; axis < all.length; axis++) {
      all[axis] =
          places == null || places[axis] == null
              ? IntStream.range(0, (int) to.size(axis)).toArray()
              : places[axis];
    }
    map(
        from,
        to,
        all,
        0,
        from.offset() - whole.params().offset(),
        to.offset() - smaller.params().offset());
  }

  private void map(INDArray from, INDArray to, int[][] places, int axis, long old, long now) {
    if (axis == places.length) {
      source[(int) now] = (int) old;
      return;
    }
    for (int i = 0; i < places[axis].length; i++) {
      map(
          from,
          to,
          places,
          axis + 1,
          old + (long) places[axis][i] * from.stride(axis),
          now + (long) i * to.stride(axis));
    }
  }

  /** Copies parameters, and the state of the updater if the whole network has one. */
  void copy() {
    take(whole.params(), source, smaller.params());
    BaseMultiLayerUpdater<?> from = updater(whole, false);
    INDArray state = from == null ? null : from.getStateViewArray();
    if (state != null) {
      BaseMultiLayerUpdater<?> to = updater(smaller, true);
      take(state, places(from.getUpdaterBlocks(), to.getUpdaterBlocks()), to.getStateViewArray());
    }
  }

  private static void take(INDArray from, int[] places, INDArray to) {
    INDArray flat = from.reshape(from.length());
    INDArray target = to.reshape(to.length());
    Nd4j.exec(
        DynamicCustomOp.builder("gather")
            .addInputs(flat, Nd4j.createFromArray(places))
            .addIntegerArguments(0)
            .addOutputs(target)
            .build());
  }

  private static BaseMultiLayerUpdater<?> updater(Network network, boolean create) {
    return network.model() instanceof ComputationGraph graph
        ? graph.getUpdater(create)
        : (BaseMultiLayerUpdater<?>) network.as(MultiLayerNetwork.class).getUpdater(create);
  }

  /** For each number of the smaller network's state its place in that of the whole one. */
  private int[] places(List<UpdaterBlock> from, List<UpdaterBlock> to) {
    int[] places = new int[(int) updater(smaller, true).getStateViewArray().length()];
    for (UpdaterBlock block : to) {
      int count = size(block);
      int each = count == 0 ? 0 : stateSize(block) / count;
      UpdaterBlock old = null;
      for (int i = 0; i < count && each > 0; i++) {
        int parameter = source[block.getParamOffsetStart() + i];
        old = holds(old, parameter) ? old : find(from, parameter);
        int within = parameter - old.getParamOffsetStart();
        for (int k = 0; k < each; k++) {
          places[block.getUpdaterViewOffsetStart() + k * count + i] =
              old.getUpdaterViewOffsetStart() + k * size(old) + within;
        }
      }
    }
    return places;
  }

  private static UpdaterBlock find(List<UpdaterBlock> blocks, int parameter) {
    return blocks.stream().filter(block -> holds(block, parameter)).findFirst().orElseThrow();
  }

  private static boolean holds(UpdaterBlock block, int parameter) {
    return block != null
        && block.getParamOffsetStart() <= parameter
        && parameter < block.getParamOffsetEnd();
  }

  private static int size(UpdaterBlock block) {
    return block.getParamOffsetEnd() - block.getParamOffsetStart();
  }

  private static int stateSize(UpdaterBlock block) {
    return block.getUpdaterViewOffsetEnd() - block.getUpdaterViewOffsetStart();
  }
}
