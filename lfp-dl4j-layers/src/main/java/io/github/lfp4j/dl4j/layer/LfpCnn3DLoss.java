package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.dl4j.conf.LossConf;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.convolution.Cnn3DLossLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.util.ConvolutionUtils;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An output without parameters for every voxel: its input [N, C, D, H, W] or [N, D, H, W, C] are
 * the logits that are rewarded.
 */
public final class LfpCnn3DLoss extends Cnn3DLossLayer implements LossOutput {

  private static final long serialVersionUID = 1L;

  /** Called by the configuration. */
  public LfpCnn3DLoss(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(true);
    if (getLabels() == null) {
      throw new IllegalStateException("Labels are not set " + layerId());
    }
    Convolution3D.DataFormat format = layerConf().getDataFormat();
    ArrayType working = ArrayType.BP_WORKING_MEM;
    INDArray g =
        LossFeedback.of(
            (LossConf) layerConf(),
            ConvolutionUtils.reshape5dTo2d(format, input, workspaceMgr, working),
            ConvolutionUtils.reshape5dTo2d(format, labels, workspaceMgr, working),
            ConvolutionUtils.reshapeCnn3dMask(format, maskArray, labels, workspaceMgr, working));
    boolean channelsLast = format == Convolution3D.DataFormat.NDHWC;
    int first = channelsLast ? 1 : 2;
    INDArray down =
        ConvolutionUtils.reshape2dTo5d(
            format,
            g,
            input.size(0),
            input.size(first),
            input.size(first + 1),
            input.size(first + 2),
            input.size(channelsLast ? 4 : 1),
            workspaceMgr,
            ArrayType.ACTIVATION_GRAD);
    return new Pair<>(new DefaultGradient(), down);
  }
}
