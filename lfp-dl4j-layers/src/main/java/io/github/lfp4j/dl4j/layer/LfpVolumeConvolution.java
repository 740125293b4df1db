package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.map.Convolution3DMap;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.util.Convolution3DUtils;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The three-dimensional convolution. Input [N, C, D, H, W] or [N, D, H, W, C], output likewise. */
public final class LfpVolumeConvolution extends LfpWindowed<Convolution3D> {

  /** Called by the configuration. */
  public LfpVolumeConvolution(NeuralNetConfiguration conf, DataType dataType) {
    super(
        conf,
        dataType,
        new Convolution3DMap(
            Windows.of(
                (Convolution3D) conf.getLayer(),
                ((Convolution3D) conf.getLayer()).getDataFormat())));
  }

  @Override
  String kind() {
    return "A convolution of volumes";
  }

  @Override
  String axes() {
    return layerConf().getDataFormat() == Convolution3D.DataFormat.NCDHW
        ? "[N, C, D, H, W]"
        : "[N, D, H, W, C]";
  }

  @Override
  int rank() {
    return 5;
  }

  @Override
  void checkSize(INDArray x) {
    Convolution3D c = layerConf();
    Convolution3DUtils.get3DOutputSize(
        x,
        c.getKernelSize(),
        c.getStride(),
        c.getPadding(),
        c.getConvolutionMode(),
        c.getDilation(),
        c.getDataFormat() == Convolution3D.DataFormat.NCDHW);
  }
}
