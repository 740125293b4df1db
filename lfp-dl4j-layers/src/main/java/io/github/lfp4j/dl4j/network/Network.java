package io.github.lfp4j.dl4j.network;

import io.github.lfp4j.dl4j.Lfp;
import io.github.lfp4j.dl4j.LfpException;
import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.relevance.RelevancePass;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * A {@code MultiLayerNetwork} or a {@code ComputationGraph}.
 *
 * <p>It is a view: {@link #model()} is the network that it was made from, and what changes one
 * changes the other. Not safe for use by several threads at a time, as DL4J's networks are not.
 */
public sealed interface Network permits LayerNetwork, GraphNetwork {

  /** What is wrong with a configuration that is none. */
  String NO_LAYERS = "it describes no layers; is it a network's?";

  /**
   * The view of a model.
   *
   * @throws LfpException if it is neither kind of network
   */
  static Network of(Model model) {
    if (model instanceof MultiLayerNetwork network) {
      return new LayerNetwork(network);
    }
    if (model instanceof ComputationGraph graph) {
      return new GraphNetwork(graph);
    }
    throw new LfpException(
        "a model of type "
            + model.getClass().getSimpleName()
            + " is neither a MultiLayerNetwork nor a ComputationGraph; give one of these");
  }

  /**
   * A network that is not initialised yet, from the JSON of a configuration of either kind.
   *
   * @throws LfpException if it describes no layers
   * @throws RuntimeException if DL4J cannot understand it; its messages are not for users
   */
  static Network fromJson(String json) {
    return json.contains("\"vertexInputs\"")
        ? GraphNetwork.fromJson(json)
        : LayerNetwork.fromJson(json);
  }

  /** DL4J's network. */
  Model model();

  /** DL4J's name for this kind of network. */
  default String kind() {
    return model().getClass().getSimpleName();
  }

  /**
   * DL4J's network as the kind that is expected.
   *
   * @throws LfpException if it is of the other kind
   */
  default <M extends Model> M as(Class<M> type) {
    if (!type.isInstance(model())) {
      throw new LfpException(
          "the network is a " + kind() + ", but a " + type.getSimpleName() + " is wanted");
    }
    return type.cast(model());
  }

  /** The layers, first to last; of a graph without the vertices that are no layers. */
  List<NetworkLayer> layers();

  /** How many inputs it has. */
  int inputs();

  /** The names of its outputs, in their order; of a layer without a name null. */
  List<String> outputs();

  /** How many parameters its configuration asks for. */
  long configuredParameters();

  /** The configuration as JSON, which {@link #fromJson} reads. */
  String toJson();

  /**
   * Initialises it.
   *
   * @param parameters become the network's own; as many as {@link #configuredParameters()}, or null
   *     for random ones
   */
  void init(INDArray parameters);

  /** All parameters, a view [1, n]. */
  default INDArray params() {
    return model().params();
  }

  /** The updater's state, a view; null if it has none. */
  INDArray updaterState();

  /**
   * The output in evaluation mode.
   *
   * @param input a batch
   * @throws LfpException if the network has several inputs or outputs
   */
  INDArray output(INDArray input);

  /**
   * What goes into each layer and comes out of it, in evaluation mode.
   *
   * @param inputs a batch for each of the network's inputs
   * @return one per layer, in the order of {@link #layers()}
   */
  List<Flow> flow(INDArray... inputs);

  /** Trains for one epoch. */
  void fit(DataSetIterator data);

  /** Adds a listener. */
  default void addListener(TrainingListener listener) {
    model().addListeners(listener);
  }

  /** Takes a listener away. */
  void removeListener(TrainingListener listener);

  /** A copy with everything that belongs to its state, counters included; without listeners. */
  Network copy();

  /**
   * A copy that learns by LFP.
   *
   * @throws LfpException as {@link Lfp#configure(MultiLayerNetwork)}
   */
  Network configure(Lfp lfp);

  /**
   * A copy in stock layers.
   *
   * @throws LfpException as {@link Lfp#toStandard(MultiLayerNetwork)}
   */
  Network toStandard();

  /** A copy with batch normalisation folded into the layers before it, for evaluation only. */
  Network foldBatchNorm();

  /**
   * A relevance pass through a copy.
   *
   * @throws LfpException if a layer or a vertex is not supported or has no rule
   */
  RelevancePass relevancePass(RuleMap rules);

  /**
   * Writes it with its updater state, in DL4J's format.
   *
   * @throws IOException if the stream fails
   */
  default void save(OutputStream out) throws IOException {
    ModelSerializer.writeModel(model(), out, true);
  }
}
