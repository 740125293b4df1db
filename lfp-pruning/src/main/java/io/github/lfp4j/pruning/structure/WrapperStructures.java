package io.github.lfp4j.pruning.structure;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.params.BidirectionalParamInitializer;

/** What layers that wrap others do to units: as those do. */
final class WrapperStructures {

  private WrapperStructures() {}

  /**
   * The structure of a layer, whether it wraps another one or not; nothing if it is not known.
   *
   * @param unitAxis of what it reads
   */
  static Optional<LayerStructure> of(Layer layer, int unitAxis) {
    Layer wrapped = wrapped(layer);
    if (wrapped == null) {
      return LayerStructures.of(layer, unitAxis);
    }
    Optional<LayerStructure> inner = of(wrapped, unitAxis);
    return layer instanceof Bidirectional both
        ? inner.map(structure -> bothWays(both, structure))
        : inner.map(
            structure ->
                new LayerStructure(
                    (wrapper, in, units, node) ->
                        structure.flow().out(wrapped(wrapper), in, units, node),
                    structure.axes(),
                    (wrapper, in, out) -> structure.resize().resize(wrapped(wrapper), in, out),
                    structure.layout()));
  }

  /** The layer that another wraps, of two directions the forward one; null if it wraps none. */
  static Layer wrapped(Layer layer) {
    if (layer instanceof FrozenLayer frozen) {
      return frozen.getLayer();
    }
    if (layer instanceof Bidirectional both) {
      return both.getFwd();
    }
    return layer instanceof BaseWrapperLayer wrapper ? wrapper.getUnderlying() : null;
  }

  /** The layer within all wrappers. */
  static Layer innermost(Layer layer) {
    Layer inner = layer;
    while (wrapped(inner) != null) {
      inner = wrapped(inner);
    }
    return inner;
  }

  /** Both directions have to be of the same size, so that a unit is one of each. */
  private static LayerStructure bothWays(Bidirectional layer, LayerStructure inner) {
    boolean sideBySide = layer.getMode() == Bidirectional.Mode.CONCAT;
    Map<String, Axis[]> axes = new HashMap<>();
    inner
        .axes()
        .forEach(
            (key, each) -> {
              Axis[] own =
                  Arrays.stream(each)
                      .map(a -> sideBySide && a.side() == Axis.Side.OUT ? a.ofFirstHalf() : a)
                      .toArray(Axis[]::new);
              axes.put(BidirectionalParamInitializer.FORWARD_PREFIX + key, own);
              axes.put(BidirectionalParamInitializer.BACKWARD_PREFIX + key, own);
            });
    return new LayerStructure(
        (wrapper, in, units, node) -> {
          int[] made = inner.flow().out(wrapped(wrapper), in, units, node);
          return sideBySide
              ? IntStream.concat(IntStream.of(made), IntStream.of(made)).toArray()
              : made;
        },
        axes,
        (wrapper, in, out) -> {
          Bidirectional both = (Bidirectional) wrapper;
          int size = sideBySide && out != LayerStructure.SAME ? out / 2 : out;
          inner.resize().resize(both.getFwd(), in, size);
          inner.resize().resize(both.getBwd(), in, size);
        });
  }
}
