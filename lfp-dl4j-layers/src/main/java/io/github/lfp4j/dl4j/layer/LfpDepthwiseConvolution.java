package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.map.DepthwiseConvolution2DMap;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.nd4j.linalg.api.buffer.DataType;

/** The depthwise convolution. Input [N, C, H, W] or [N, H, W, C], output likewise. */
public final class LfpDepthwiseConvolution extends LfpImages<DepthwiseConvolution2D> {

  /** Called by the configuration. */
  public LfpDepthwiseConvolution(NeuralNetConfiguration conf, DataType dataType) {
    super(
        conf,
        dataType,
        new DepthwiseConvolution2DMap(
            Windows.of((DepthwiseConvolution2D) conf.getLayer()),
            DepthwiseConvolution2DMap.Format.KERNEL_CHANNEL_MULTIPLIER));
  }

  @Override
  String kind() {
    return "A depthwise convolution";
  }
}
