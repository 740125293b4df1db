package io.github.lfp4j.dl4j.convert;

import io.github.lfp4j.dl4j.LfpException;
import io.github.lfp4j.dl4j.conf.HiddenConf;
import io.github.lfp4j.dl4j.conf.WeightedConf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * Compares the layers of a network with what conversion makes of them: transfer learning can put
 * stock layers beside them, or layers before one that was told that none comes before it.
 */
public final class NetworkCheck {

  private final List<String> byDerivative = new ArrayList<>();
  private final List<String> outOfPlace = new ArrayList<>();

  private NetworkCheck() {}

  /**
   * Checks a chain of layers.
   *
   * @param actual the configuration in question
   * @param converted what conversion makes of it
   * @throws LfpException if they differ in what reward needs; names all layers that do
   */
  public static void compare(MultiLayerConfiguration actual, MultiLayerConfiguration converted) {
    NetworkCheck check = new NetworkCheck();
    for (int i = 0; i < actual.getConfs().size(); i++) {
      check.layer(actual.getConf(i).getLayer(), converted.getConf(i).getLayer(), i);
    }
    check.report();
  }

  /**
   * Checks a graph.
   *
   * @param actual the configuration in question
   * @param converted what conversion makes of it
   * @throws LfpException if they differ in what reward needs; names all layers and vertices that do
   */
  public static void compare(
      ComputationGraphConfiguration actual, ComputationGraphConfiguration converted) {
    NetworkCheck check = new NetworkCheck();
    int layerIndex = 0;
    int index = actual.getNetworkInputs().size();
    for (Map.Entry<String, GraphVertex> entry : actual.getVertices().entrySet()) {
      GraphVertex wanted = converted.getVertices().get(entry.getKey());
      if (entry.getValue() instanceof LayerVertex vertex) {
        Layer layer = ((LayerVertex) wanted).getLayerConf().getLayer();
        check.layer(vertex.getLayerConf().getLayer(), layer, layerIndex++);
      } else if (!(wanted instanceof FrozenVertex)
          && !wanted.getClass().equals(entry.getValue().getClass())) {
        String type = entry.getValue().getClass().getSimpleName();
        check.byDerivative.add("vertex " + index + " '" + entry.getKey() + "' (" + type + ")");
      }
      index++;
    }
    check.report();
  }

  private void layer(Layer actual, Layer wanted, int index) {
    if (Wrappers.isStop(actual)) {
      return; // it learns nothing and hands nothing down
    }
    Optional<Layer> within = Wrappers.wrapped(actual);
    if (within.isPresent() && actual.getClass().equals(wanted.getClass())) {
      layer(within.get(), Wrappers.wrapped(wanted).orElseThrow(), index);
      return;
    }
    if (!actual.getClass().equals(wanted.getClass())) {
      byDerivative.add(name(actual, index));
    } else if (isMisplaced(actual, wanted)) {
      outOfPlace.add(name(actual, index));
    }
  }

  private static boolean isMisplaced(Layer actual, Layer wanted) {
    boolean holdsRewardBack =
        actual instanceof WeightedConf weighted
            && wanted instanceof WeightedConf weightedThere
            && weighted.isLowest()
            && !weightedThere.isLowest();
    boolean losesItsOutput =
        actual instanceof HiddenConf hidden
            && wanted instanceof HiddenConf hiddenThere
            && hidden.isOutputUntouched()
            && !hiddenThere.isOutputUntouched();
    return holdsRewardBack || losesItsOutput;
  }

  private static String name(Layer layer, int index) {
    return LayerRegistry.nameOf(layer, index);
  }

  private void report() {
    if (!byDerivative.isEmpty()) {
      throw new LfpException(
          String.join(", ", byDerivative)
              + ": without LFP, what arrives there is taken for a derivative, and has the wrong sign"
              + " for one; convert the network with Lfp.configure");
    }
    if (!outOfPlace.isEmpty()) {
      throw new LfpException(
          String.join(", ", outOfPlace)
              + ": the layers before or behind it have changed since it was told what they are;"
              + " convert the network with Lfp.configure once more");
    }
  }
}
