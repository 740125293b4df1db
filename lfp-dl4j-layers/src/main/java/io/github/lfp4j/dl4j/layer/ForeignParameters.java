package io.github.lfp4j.dl4j.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.guava.collect.MapMaker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices layers of other kinds in a network that learns by LFP, such as stock layers that transfer
 * learning has put behind it: they take the reward that reaches them for a derivative, which would
 * have the opposite sign.
 *
 * <p>DL4J shows no layer the network that it is in. But a network's parameters all lie in one
 * buffer, of which each layer has a range; what no layer of this plugin has claimed belongs to
 * others. Buffers are held weakly, so that a network that is gone takes its claims with it.
 */
public final class ForeignParameters {

  private static final Logger LOG = LoggerFactory.getLogger(ForeignParameters.class);

  private static final Map<DataBuffer, Claims> BY_NETWORK = new MapMaker().weakKeys().makeMap();

  private ForeignParameters() {}

  /**
   * Notes down that parameters belong to a layer of this plugin.
   *
   * @param parameters the layer's view of the network's parameters; null if it has none
   * @param layer the layer's configuration
   * @param index the layer's index
   */
  public static void claim(INDArray parameters, Layer layer, int index) {
    if (parameters != null) {
      String name = layer.getLayerName() == null ? "" : " '" + layer.getLayerName() + "'";
      BY_NETWORK
          .computeIfAbsent(buffer(parameters), key -> new Claims())
          .add(parameters.offset(), parameters.length(), "layer " + index + name);
    }
  }

  /** Warns of others' parameters, once in a network. */
  static void warnOnce(INDArray parameters) {
    Claims claims = parameters == null ? null : BY_NETWORK.get(buffer(parameters));
    if (claims == null || !claims.isFirstQuestion()) {
      return;
    }
    List<String> others = claims.gaps(buffer(parameters).length());
    if (!others.isEmpty()) {
      LOG.warn(
          "This network learns by LFP, but layers without LFP hold {} of its parameters and take"
              + " the reward that reaches them for a derivative: convert it with"
              + " Lfp.configure(network). Lfp.defaults().check(network) names the layers. (Frozen layers may"
              + " stay.)",
          String.join(" and ", others));
    }
  }

  /** The buffer of the whole network. */
  private static DataBuffer buffer(INDArray parameters) {
    DataBuffer data = parameters.data();
    return data.originalDataBuffer() == null ? data : data.originalDataBuffer();
  }

  /** The ranges of one network's parameters that belong to layers of this plugin. */
  private static final class Claims {

    private record Claim(long length, String layer) {}

    private final TreeMap<Long, Claim> byOffset = new TreeMap<>();
    private boolean asked;

    synchronized void add(long offset, long length, String layer) {
      byOffset.put(offset, new Claim(length, layer));
    }

    synchronized boolean isFirstQuestion() {
      boolean first = !asked;
      asked = true;
      return first;
    }

    synchronized List<String> gaps(long total) {
      List<String> gaps = new ArrayList<>();
      long end = 0;
      String place = " before the first layer with LFP";
      for (Map.Entry<Long, Claim> entry : byOffset.entrySet()) {
        if (entry.getKey() > end) {
          gaps.add((entry.getKey() - end) + place);
        }
        end = Math.max(end, entry.getKey() + entry.getValue().length());
        place = " behind " + entry.getValue().layer();
      }
      if (total > end) {
        gaps.add((total - end) + place);
      }
      return gaps;
    }
  }
}
