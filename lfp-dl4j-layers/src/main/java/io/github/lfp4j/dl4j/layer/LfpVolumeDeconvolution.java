package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.map.Deconvolution3DMap;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The three-dimensional transposed convolution. Input [N, C, D, H, W] or [N, D, H, W, C], output
 * likewise.
 */
public final class LfpVolumeDeconvolution extends LfpWindowed<Deconvolution3D> {

  /** Called by the configuration. */
  public LfpVolumeDeconvolution(NeuralNetConfiguration conf, DataType dataType) {
    super(
        conf,
        dataType,
        new Deconvolution3DMap(
            Windows.of(
                (Deconvolution3D) conf.getLayer(),
                ((Deconvolution3D) conf.getLayer()).getDataFormat())));
  }

  @Override
  String kind() {
    return "A transposed convolution of volumes";
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
    // A transposed window fits on any volume.
  }
}
