package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.map.Convolution2DMap;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.nd4j.linalg.api.buffer.DataType;

/** The two-dimensional convolution. Input [N, C, H, W] or [N, H, W, C], output likewise. */
public final class LfpConvolution extends LfpImages<ConvolutionLayer> {

  /** Called by the configuration. */
  public LfpConvolution(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType, new Convolution2DMap(Windows.of((ConvolutionLayer) conf.getLayer())));
  }

  @Override
  String kind() {
    return "A convolution";
  }
}
