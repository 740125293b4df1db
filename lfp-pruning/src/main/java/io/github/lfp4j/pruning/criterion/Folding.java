package io.github.lfp4j.pruning.criterion;

import io.github.lfp4j.dl4j.network.Network;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;

/**
 * What criteria look at in the place of a network with batch normalisation.
 *
 * <p>A channel is removed together with its normalisation, so that what vanishes is what comes out
 * of that. In front of it stands a number that mean and shift have yet to be taken from: the share
 * of the relevance that it gets says little about the channel. With the normalisation folded into
 * its layer, the layer's output is what vanishes.
 */
final class Folding {

  private Folding() {}

  /**
   * @return a copy with the same indices of layers, or the network itself if there is nothing to
   *     fold
   */
  static Network of(Network network) {
    boolean normalised =
        network.layers().stream()
            .anyMatch(layer -> layer.configuration() instanceof BatchNormalization);
    return normalised ? network.foldBatchNorm() : network;
  }
}
