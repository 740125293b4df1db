package io.github.lfp4j.pruning.structure;

import java.util.Map;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a kind of layer does to units.
 *
 * @param flow which units come out
 * @param axes what runs along the axes of each parameter, by its key in DL4J; of parameters that
 *     are not named all of it stays
 * @param resize tells a configuration how many units it reads and how many come out
 * @param layout how parameters lie in memory, if that is not what their shape says
 */
record LayerStructure(Flow flow, Map<String, Axis[]> axes, Resize resize, Layout layout) {

  /** A structure of parameters that lie in memory as their shape says. */
  LayerStructure(Flow flow, Map<String, Axis[]> axes, Resize resize) {
    this(flow, axes, resize, (key, values) -> values);
  }

  /** How parameters lie in memory. */
  @FunctionalInterface
  interface Layout {

    /**
     * @param key of a parameter
     * @param values the parameter
     * @return a view of it with the axes that are meant
     */
    INDArray of(String key, INDArray values);
  }

  /** Which units come out of a layer. */
  @FunctionalInterface
  interface Flow {

    /**
     * @param layer the configuration
     * @param in units along the unit axis of the input; empty if they are not known
     * @param units to make, join or fix some
     * @param node where the layer stands
     * @return units along the unit axis of the output; empty if they are not known
     */
    int[] out(Layer layer, int[] in, Units units, Node node);
  }

  /** Changes the sizes in a layer's configuration. */
  @FunctionalInterface
  interface Resize {

    /**
     * @param in units that it reads; {@link #SAME} if they stay what they are
     * @param out units that come out, likewise
     */
    void resize(Layer layer, int in, int out);
  }

  /** Says that a size stays what it is. */
  static final int SAME = -1;

  /** Units that are not known. */
  static final int[] UNKNOWN = {};

  /** For layers without sizes in their configuration. */
  static final Resize NOTHING = (layer, in, out) -> {};

  /** A kind whose units stay, as does all that it reads. */
  static LayerStructure left(String reason) {
    return new LayerStructure(
        (layer, in, units, node) -> {
          units.fix(in, node.quoted() + " reads them, and " + reason);
          return UNKNOWN;
        },
        Map.of(),
        NOTHING);
  }
}
