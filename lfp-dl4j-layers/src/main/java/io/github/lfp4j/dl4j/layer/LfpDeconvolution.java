package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.map.Deconvolution2DMap;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The two-dimensional transposed convolution. Input [N, C, H, W] or [N, H, W, C], output likewise.
 */
public final class LfpDeconvolution extends LfpImages<Deconvolution2D> {

  /** Called by the configuration. */
  public LfpDeconvolution(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType, new Deconvolution2DMap(Windows.of((Deconvolution2D) conf.getLayer())));
  }

  @Override
  String kind() {
    return "A transposed convolution";
  }

  @Override
  void checkSize(INDArray x) {
    // A transposed window fits on any image.
  }
}
