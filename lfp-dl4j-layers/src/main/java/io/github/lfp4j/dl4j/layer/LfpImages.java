package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.map.LinearMap;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.util.ConvolutionUtils;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A layer with a window over images [N, C, H, W] or [N, H, W, C]. */
abstract class LfpImages<C extends ConvolutionLayer> extends LfpWindowed<C> {

  LfpImages(NeuralNetConfiguration conf, DataType dataType, LinearMap map) {
    super(conf, dataType, map);
  }

  @Override
  String axes() {
    return layerConf().getCnn2dDataFormat().dimensionNames();
  }

  @Override
  void checkSize(INDArray x) {
    ConvolutionLayer c = layerConf();
    ConvolutionUtils.getOutputSize(
        x,
        c.getKernelSize(),
        c.getStride(),
        c.getPadding(),
        c.getConvolutionMode(),
        c.getDilation(),
        c.getCnn2dDataFormat());
  }
}
