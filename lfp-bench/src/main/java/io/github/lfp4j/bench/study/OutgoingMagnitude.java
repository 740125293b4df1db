package io.github.lfp4j.bench.study;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.dl4j.network.NetworkLayer;
import io.github.lfp4j.pruning.PruningException;
import io.github.lfp4j.pruning.criterion.UnitScores;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The Euclidean length of the weights by which the next layer reads a unit, for comparison: a
 * criterion that needs no data and looks at what becomes of a unit rather than what it comes from.
 * For dense layers and convolutions, channels first, one after the other.
 */
final class OutgoingMagnitude {

  private OutgoingMagnitude() {}

  static UnitScores of(Network network) {
    network.as(MultiLayerNetwork.class);
    List<NetworkLayer> weighted = new ArrayList<>();
    for (NetworkLayer layer : network.layers()) {
      if (layer.layer().numParams() > 0) {
        weighted.add(layer);
      }
    }
    SortedMap<Integer, double[]> scores = new TreeMap<>();
    for (int i = 0; i + 1 < weighted.size(); i++) {
      int units = units(weighted.get(i));
      INDArray byInput = byInput(weighted.get(i + 1));
      if (byInput.size(0) % units != 0) {
        throw new PruningException(
            "layer '" + weighted.get(i + 1).name() + "' does not read the units of the one before");
      }
      // All pixels of a channel follow each other where they are flattened.
      scores.put(
          weighted.get(i).index(),
          byInput.reshape('c', units, byInput.length() / units).norm2(1).toDoubleVector());
    }
    return new UnitScores(scores);
  }

  private static int units(NetworkLayer layer) {
    INDArray w = layer.layer().getParam(DefaultParamInitializer.WEIGHT_KEY);
    return (int) w.size(layer.configuration() instanceof ConvolutionLayer ? 0 : 1);
  }

  private static INDArray byInput(NetworkLayer layer) {
    INDArray w = layer.layer().getParam(DefaultParamInitializer.WEIGHT_KEY);
    INDArray inputFirst =
        layer.configuration() instanceof ConvolutionLayer ? w.permute(1, 0, 2, 3) : w;
    return inputFirst.dup('c').reshape('c', inputFirst.size(0), w.length() / inputFirst.size(0));
  }
}
