package io.github.lfp4j.dl4j.convert;

import io.github.lfp4j.dl4j.conf.LayerCopy;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;

/** Layers that wrap another one, and how to get at it. */
public final class Wrappers {

  private Wrappers() {}

  /** The layer that is wrapped; of two directions, the forward one. Nothing if it wraps none. */
  static Optional<Layer> wrapped(Layer layer) {
    if (layer instanceof FrozenLayer frozen) {
      return Optional.of(frozen.getLayer());
    }
    if (layer instanceof Bidirectional both) {
      return Optional.of(both.getFwd());
    }
    return layer instanceof BaseWrapperLayer wrapper
        ? Optional.of(wrapper.getUnderlying())
        : Optional.empty();
  }

  /** The layer within all wrappers; the layer itself if it wraps none. */
  public static Layer innermost(Layer layer) {
    return wrapped(layer).map(Wrappers::innermost).orElse(layer);
  }

  /** Whether the layer's parameters stay as they are. */
  static boolean isFrozen(Layer layer) {
    return layer instanceof FrozenLayer
        || layer instanceof FrozenLayerWithBackprop
        || wrapped(layer).filter(Wrappers::isFrozen).isPresent();
  }

  /** Whether nothing is handed down: Deeplearning4j stops at a frozen layer, whatever is below. */
  static boolean isStop(Layer layer) {
    return layer instanceof FrozenLayer || wrapped(layer).filter(Wrappers::isStop).isPresent();
  }

  /**
   * A copy of a wrapper around other layers.
   *
   * @param type the class of the copy: its own, or the one that it becomes
   * @param replacement of what is wrapped
   */
  static Layer with(Layer wrapper, Class<? extends Layer> type, UnaryOperator<Layer> replacement) {
    if (wrapper instanceof FrozenLayer frozen) {
      FrozenLayer copy = new FrozenLayer(replacement.apply(frozen.getLayer()));
      copy.setLayerName(frozen.getLayerName());
      copy.setIDropout(frozen.getIDropout());
      copy.setConstraints(frozen.getConstraints());
      return copy;
    }
    if (wrapper instanceof Bidirectional both) {
      // A clone would remember how the parameters of the layers before are initialised.
      Bidirectional copy = (Bidirectional) LayerCopy.of(both, type);
      copy.setFwd(replacement.apply(both.getFwd()));
      copy.setBwd(replacement.apply(both.getBwd()));
      return copy;
    }
    Layer copy = wrapper.clone();
    if (copy instanceof BaseWrapperLayer around) {
      around.setUnderlying(replacement.apply(around.getUnderlying()));
    }
    return copy;
  }
}
