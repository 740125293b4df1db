package io.github.lfp4j.pruning.tuning;

import io.github.lfp4j.dl4j.network.Network;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.samediff.AbstractSameDiffLayer;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.nd4j.linalg.learning.config.IUpdater;

/** The updaters of a network's layers. */
final class Updaters {

  private Updaters() {}

  /**
   * A copy of a network in which all parameters have the given updater. Its state and the network's
   * counters begin anew.
   */
  static Network replaced(Network network, IUpdater updater) {
    // Through JSON, since copies of configurations share what wrappers wrap.
    Network result = Network.fromJson(network.toJson());
    result
        .layers()
        .forEach(layer -> within(layer.configuration()).forEach(conf -> replace(conf, updater)));
    result.init(network.params().dup());
    Counters.NONE.applyTo(result);
    return result;
  }

  private static void replace(Layer layer, IUpdater updater) {
    if (layer instanceof BaseLayer base) {
      base.setIUpdater(updater.clone());
      base.setBiasUpdater(null);
    } else if (layer instanceof AbstractSameDiffLayer base) {
      base.setUpdater(updater.clone());
      base.setBiasUpdater(null);
    }
  }

  /** The updaters of weights, first layer to last. */
  static List<IUpdater> of(Network network) {
    List<IUpdater> updaters = new ArrayList<>();
    network.layers().stream()
        .flatMap(layer -> within(layer.configuration()).stream())
        .forEach(
            layer -> {
              if (layer instanceof BaseLayer base) {
                updaters.add(base.getIUpdater());
              } else if (layer instanceof AbstractSameDiffLayer base) {
                updaters.add(base.getUpdater());
              }
            });
    return updaters;
  }

  /** The layer, and what it wraps. */
  private static List<Layer> within(Layer layer) {
    List<Layer> all = new ArrayList<>(List.of(layer));
    if (layer instanceof FrozenLayer frozen) {
      all.addAll(within(frozen.getLayer()));
    } else if (layer instanceof Bidirectional both) {
      all.addAll(within(both.getFwd()));
      all.addAll(within(both.getBwd()));
    } else if (layer instanceof BaseWrapperLayer wrapper) {
      all.addAll(within(wrapper.getUnderlying()));
    }
    return all;
  }
}
