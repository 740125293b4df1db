package io.github.lfp4j.dl4j.conf;

import io.github.lfp4j.dl4j.LfpException;
import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * Copies the settings of one layer configuration to another class of the same family, by way of the
 * JSON that DL4J itself stores: an LFP layer's JSON is the stock layer's plus its rule and reward,
 * so whatever survives a saved model survives the copy.
 */
public final class LayerCopy {

  private LayerCopy() {}

  /**
   * A layer of the given class with the settings that it shares with another layer.
   *
   * @param layer the source; not changed
   * @param type a class of the same family: the stock class of an LFP layer or the other way round
   * @throws LfpException if the layer has no JSON form
   */
  public static <L extends Layer> L of(Layer layer, Class<L> type) {
    String what = "layer '" + layer.getLayerName() + "' (" + layer.getClass().getSimpleName() + ")";
    return SettingsCopy.of(layer, Layer.class, type, what);
  }
}
