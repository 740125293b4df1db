package io.github.lfp4j.pruning.mask;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningException;
import io.github.lfp4j.pruning.criterion.PrunableLayers;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Keeps pruned weights at exactly zero while a network learns on, whatever learns: LFP or gradient,
 * stock or LFP layers, any updater, any regularisation, clipping and constraints.
 *
 * <pre>{@code
 * WeightMasks masks = WeightMasks.of(network, plan.masks());
 * masks.attachTo(network);
 * network.fit(data);
 * }</pre>
 *
 * <p>Before each update the gradient (or feedback) of the masked weights is set to zero, so that
 * momentum never builds up and clipping by a norm sees only the weights that are there; after it
 * the weights themselves are. The other weights learn as in a network in which the masked ones do
 * not exist. {@code WeightNoise} and {@code DropConnect}, which change weights for the length of a
 * forward pass, do so with masked ones, too.
 *
 * <p>An instance holds nothing of the network that it was made for and serves any number of
 * networks of the same architecture, in several threads at once. DL4J's {@code ParallelWrapper}
 * takes a network's listeners away: give the masks to its {@code setListeners}, once {@link
 * #applyTo} was called for the network.
 */
public final class WeightMasks extends BaseTrainingListener {

  /** One per parameter, in the order of {@code params()}: 0 for a masked one, 1 for the others. */
  private final INDArray kept;

  private final long masked;

  private WeightMasks(INDArray kept, long masked) {
    this.kept = kept;
    this.masked = masked;
  }

  /**
   * Masks by layer.
   *
   * @param network of the architecture that they are for; not changed
   * @param masks by layer index, in the shapes of the weights: 0 is masked, everything else stays
   * @throws PruningException if a layer has no prunable weights or they have another shape
   */
  public static WeightMasks of(Network network, SortedMap<Integer, INDArray> masks) {
    SortedMap<Integer, INDArray> weights = PrunableLayers.weights(network);
    INDArray kept = Nd4j.ones(network.params().dataType(), network.params().length());
    long masked = 0;
    for (Map.Entry<Integer, INDArray> entry : masks.entrySet()) {
      INDArray w = weights.get(entry.getKey());
      if (w == null || !Arrays.equals(w.shape(), entry.getValue().shape())) {
        throw new PruningException(
            "the mask of layer "
                + entry.getKey()
                + " has shape "
                + Arrays.toString(entry.getValue().shape())
                + ", but the layer "
                + (w == null
                    ? "has no weights that can be pruned"
                    : "has weights of shape " + Arrays.toString(w.shape()))
                + "; make the masks for this network");
      }
      // The layer's weights lie in one piece in the network's parameters, in an order of their own.
      long start = w.offset() - network.params().offset();
      INDArray mask = entry.getValue().neq(0).castTo(kept.dataType());
      kept.get(NDArrayIndex.interval(start, start + w.length()))
          .assign(Nd4j.toFlattened(w.ordering(), mask).reshape(w.length()));
      masked += mask.eq(0).castTo(DataType.INT64).sumNumber().longValue();
    }
    return new WeightMasks(kept, masked);
  }

  /**
   * Masks of what is zero already: the prunable weights of a network that was pruned before.
   *
   * @param network not changed
   */
  public static WeightMasks ofZeros(Network network) {
    SortedMap<Integer, INDArray> masks = new TreeMap<>();
    PrunableLayers.weights(network)
        .forEach((layer, w) -> masks.put(layer, w.neq(0).castTo(w.dataType())));
    return of(network, masks);
  }

  /** How many weights are masked. */
  public long masked() {
    return masked;
  }

  /**
   * Sets the masked weights and their updater state to zero, and keeps them there from now on. The
   * listener stays until it is removed.
   *
   * @throws PruningException if the network is of another architecture
   */
  public void attachTo(Network network) {
    applyTo(network);
    network.addListener(this);
  }

  /**
   * Sets the masked weights and their updater state to zero, once.
   *
   * @throws PruningException if the network is of another architecture
   */
  public void applyTo(Network network) {
    // Added zero makes positive zeros of negative ones.
    apply(network.model(), network.params()).addi(0);
    BaseMultiLayerUpdater<?> updater = updater(network.model());
    if (updater != null) {
      updater.getUpdaterBlocks().forEach(this::clearState);
    }
  }

  /** What an updater remembers of weights before they were pruned would move them again. */
  private void clearState(UpdaterBlock block) {
    INDArray state = block.getUpdaterView();
    if (state == null) {
      return;
    }
    int size = block.getParamOffsetEnd() - block.getParamOffsetStart();
    INDArray ofBlock =
        kept.get(NDArrayIndex.interval(block.getParamOffsetStart(), block.getParamOffsetEnd()));
    INDArray flat = state.reshape(state.length());
    // For each kind of state (first moments, second moments) one number per parameter.
    for (long start = 0; start < flat.length(); start += size) {
      flat.get(NDArrayIndex.interval(start, start + size)).muli(ofBlock);
    }
  }

  private static BaseMultiLayerUpdater<?> updater(Model model) {
    return model instanceof MultiLayerNetwork network
        ? (BaseMultiLayerUpdater<?>) network.getUpdater(false)
        : ((ComputationGraph) model).getUpdater(false);
  }

  @Override
  public void onGradientCalculation(Model model) {
    apply(model, model.getGradientsViewArray());
  }

  @Override
  public void iterationDone(Model model, int iteration, int epoch) {
    apply(model, model.params());
  }

  private INDArray apply(Model model, INDArray values) {
    if (values.length() != kept.length()) {
      throw new PruningException(
          "the masks are for a network of "
              + kept.length()
              + " parameters, but this "
              + model.getClass().getSimpleName()
              + " has "
              + values.length()
              + "; make masks for it");
    }
    return values.reshape(values.length()).muli(kept);
  }
}
