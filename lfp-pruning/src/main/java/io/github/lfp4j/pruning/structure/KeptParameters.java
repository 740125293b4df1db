package io.github.lfp4j.pruning.structure;

import io.github.lfp4j.dl4j.network.Network;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Copies what is left of a network's parameters to a smaller one, and of its updater's state.
 *
 * <p>DL4J keeps all parameters of a network in one row, of which each parameter of a layer is a
 * view of some shape and ordering. An updater's state is laid out after the same row: for each
 * block of parameters with the same settings as many numbers for each as the updater needs (of Adam
 * first all first moments, then all second ones). So the state is copied as rows of numbers, one
 * for each parameter, are.
 */
final class KeptParameters {

  private final Network whole;
  private final Network smaller;
  private final Places places;

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
    this.places = places;
  }

  /** Copies parameters, and the state of the updater if the whole network has one. */
  void copy() {
    copy(flat(whole.params()), flat(smaller.params()));
    BaseMultiLayerUpdater<?> from = updater(whole, false);
    if (from != null && from.getStateViewArray() != null) {
      copyState(from.getUpdaterBlocks(), updater(smaller, true).getUpdaterBlocks());
    }
  }

  private static INDArray flat(INDArray row) {
    return row.reshape(row.length());
  }

  private static BaseMultiLayerUpdater<?> updater(Network network, boolean create) {
    return network.model() instanceof ComputationGraph graph
        ? graph.getUpdater(create)
        : (BaseMultiLayerUpdater<?>) network.as(MultiLayerNetwork.class).getUpdater(create);
  }

  /** Copies what stays of a row of numbers, one for each parameter of the whole network. */
  private void copy(INDArray from, INDArray to) {
    Map<String, Trainable> owners = owners(smaller);
    owners(whole)
        .forEach(
            (name, owner) -> {
              Map<String, INDArray> kept = owners.get(name).paramTable(false);
              owner
                  .paramTable(false)
                  .forEach(
                      (key, values) ->
                          copy(
                              view(from, whole, values, name, key),
                              view(to, smaller, kept.get(key), name, key),
                              name,
                              key));
            });
  }

  /** What has parameters: of a graph by name, else layers by index. */
  private static Map<String, Trainable> owners(Network network) {
    Map<String, Trainable> owners = new LinkedHashMap<>();
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

  /** The part of a row that stands where a parameter stands in that of all parameters. */
  private INDArray view(INDArray row, Network network, INDArray values, String name, String key) {
    long begin = values.offset() - network.params().offset();
    INDArray part = row.get(NDArrayIndex.interval(begin, begin + values.length()));
    return places.view(name, key, part.reshape(values.ordering(), true, values.shape()));
  }

  private void copy(INDArray from, INDArray to, String name, String key) {
    int[][] kept = places.of(name, key, from.rank());
    INDArray values = from;
    for (int axis = 0; kept != null && axis < kept.length; axis++) {
      if (kept[axis] != null && kept[axis].length < values.size(axis)) {
        values = taken(values, axis, kept[axis]);
      }
    }
    // A row has one axis or two, even in copies of one network.
    to.assign(values.rank() == to.rank() ? values : values.reshape(to.shape()));
  }

  /** Some of the places along an axis. */
  private static INDArray taken(INDArray values, int axis, int[] places) {
    return Nd4j.exec(
        DynamicCustomOp.builder("gather")
            .addInputs(values.dup('c'), Nd4j.createFromArray(places))
            .addIntegerArguments(axis)
            .build())[0];
  }

  private void copyState(List<UpdaterBlock> from, List<UpdaterBlock> to) {
    int most = from.stream().mapToInt(KeptParameters::numbersEach).max().orElse(0);
    for (int k = 0; k < most; k++) {
      INDArray row = whole.params().ulike().assign(0).reshape(whole.params().length());
      for (UpdaterBlock block : from) {
        if (k < numbersEach(block)) {
          parameters(row, block).assign(state(block, k));
        }
      }
      INDArray kept = smaller.params().ulike().reshape(smaller.params().length());
      copy(row, kept);
      for (UpdaterBlock block : to) {
        if (k < numbersEach(block)) {
          state(block, k).assign(parameters(kept, block));
        }
      }
    }
  }

  private static int size(UpdaterBlock block) {
    return block.getParamOffsetEnd() - block.getParamOffsetStart();
  }

  /** How many numbers are remembered for each parameter. */
  private static int numbersEach(UpdaterBlock block) {
    int state = block.getUpdaterViewOffsetEnd() - block.getUpdaterViewOffsetStart();
    return size(block) == 0 ? 0 : state / size(block);
  }

  private static INDArray parameters(INDArray row, UpdaterBlock block) {
    return row.get(NDArrayIndex.interval(block.getParamOffsetStart(), block.getParamOffsetEnd()));
  }

  /** The numbers of one kind, such as first moments, of all parameters of a block. */
  private static INDArray state(UpdaterBlock block, int k) {
    long size = size(block);
    return flat(block.getUpdaterView()).get(NDArrayIndex.interval(k * size, (k + 1) * size));
  }
}
