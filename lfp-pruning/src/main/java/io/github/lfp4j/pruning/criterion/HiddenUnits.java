package io.github.lfp4j.pruning.criterion;

import io.github.lfp4j.dl4j.convert.LayerRegistry;
import io.github.lfp4j.dl4j.convert.LayerSupport;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.dl4j.network.NetworkLayer;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.layers.FrozenLayerWithBackprop;

/**
 * The hidden layers of a network that have units: those with weights and a rule, frozen or not. The
 * same as relevance is accumulated for.
 *
 * @param index of the layer
 * @param layer the network's own, without what freezes it
 */
record HiddenUnits(int index, Layer layer) {

  static List<HiddenUnits> of(Network network) {
    return network.layers().stream()
        .filter(layer -> !layer.atOutput())
        .map(HiddenUnits::within)
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<HiddenUnits> within(NetworkLayer place) {
    Layer layer = unfrozen(place.layer());
    return LayerRegistry.find(layer.conf().getLayer())
        .filter(HiddenUnits::hasUnits)
        .map(support -> new HiddenUnits(place.index(), layer));
  }

  private static boolean hasUnits(LayerSupport<?> support) {
    boolean weighted =
        support.role() == LayerSupport.Role.WEIGHTED
            || support.role() == LayerSupport.Role.RECURRENT;
    return weighted && !support.hasNoRule();
  }

  private static Layer unfrozen(Layer layer) {
    if (layer instanceof FrozenLayer frozen) {
      return unfrozen(frozen.getInsideLayer());
    }
    return layer instanceof FrozenLayerWithBackprop frozen
        ? unfrozen(frozen.getInsideLayer())
        : layer;
  }
}
