package io.github.lfp4j.pruning.structure;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected1D;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;

/** The ways in which layers make units and pass them on. */
final class UnitFlows {

  private UnitFlows() {}

  /** New units, which read all of the input's. */
  static int[] make(Layer layer, int[] in, Units units, Node node) {
    int[] out = units.make(node.id(), (int) outputs(layer));
    boolean normalised =
        (layer instanceof DenseLayer dense && dense.hasLayerNorm())
            || (layer instanceof SimpleRnn rnn && rnn.hasLayerNorm());
    if (normalised) {
      units.fix(out, "layer normalisation ties the units of " + node.quoted() + " together");
    }
    return untied(layer, out, units, node);
  }

  /** How many units a layer reads; 0 if it does not say. */
  static long inputs(Layer layer) {
    if (layer instanceof LocallyConnected1D local) {
      return local.getNIn();
    }
    if (layer instanceof LocallyConnected2D local) {
      return local.getNIn();
    }
    return layer instanceof FeedForwardLayer sizes ? sizes.getNIn() : 0;
  }

  private static long outputs(Layer layer) {
    if (layer instanceof LocallyConnected1D local) {
      return local.getNOut();
    }
    return layer instanceof LocallyConnected2D local
        ? local.getNOut()
        : ((FeedForwardLayer) layer).getNOut();
  }

  /** The same units, which stay if the layer's activation function needs all of them. */
  private static int[] untied(Layer layer, int[] out, Units units, Node node) {
    Functions.tying(layer)
        .filter(function -> !node.isOutput())
        .ifPresent(
            function ->
                units.fix(out, function + " ties the units of " + node.quoted() + " together"));
    return out;
  }

  /** New units, which stand for the entries of a vocabulary that the input numbers. */
  static int[] embed(Layer layer, int[] in, Units units, Node node) {
    units.fix(in, node.quoted() + " takes them for the numbers of entries");
    return untied(layer, units.make(node.id(), (int) outputs(layer)), units, node);
  }

  static int[] pass(Layer layer, int[] in, Units units, Node node) {
    return untied(layer, in, units, node);
  }

  /** The units that come in, all of which stay. */
  static int[] passAll(String reason, int[] in, Units units, Node node) {
    units.fix(in, node.quoted() + " reads them, and " + reason);
    return in;
  }

  /** Pooling over positions; over units only if somebody said so. */
  static int[] pool(GlobalPoolingLayer layer, int[] in, int axis, Units units, Node node) {
    int[] pooled = layer.getPoolingDimensions();
    boolean overUnits =
        pooled == null ? axis > 1 : IntStream.of(pooled).anyMatch(each -> each == axis);
    if (overUnits) {
      units.fix(in, node.quoted() + " pools over them");
      return LayerStructure.UNKNOWN;
    }
    return in;
  }

  /** Several outputs of each channel. */
  static int[] multiply(Layer layer, int[] in, Units units, Node node) {
    DepthwiseConvolution2D depthwise = (DepthwiseConvolution2D) layer;
    int multiplier = depthwise.getDepthMultiplier();
    int[] out = units.make(node.id(), (int) depthwise.getNIn() * multiplier);
    if (in.length == 0) {
      units.fix(out, node.quoted() + " reads an input of unknown size");
    } else {
      IntStream.range(0, out.length).forEach(i -> units.join(in[i / multiplier], out[i]));
    }
    return untied(layer, out, units, node);
  }

  /** Pixels of a block become channels: the channels once for each pixel. */
  static int[] spread(Layer layer, int[] in, Units units, Node node) {
    int block = ((SpaceToDepthLayer) layer).getBlockSize();
    int[] out = new int[in.length * block * block];
    Arrays.setAll(out, i -> in[i % in.length]);
    return out;
  }
}
