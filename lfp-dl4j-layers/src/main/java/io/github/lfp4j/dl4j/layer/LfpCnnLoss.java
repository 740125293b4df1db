package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.dl4j.conf.LossConf;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.convolution.CnnLossLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.util.ConvolutionUtils;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An output without parameters for every pixel: its input [N, C, H, W] or [N, H, W, C] are the
 * logits that are rewarded.
 */
public final class LfpCnnLoss extends CnnLossLayer implements LossOutput {

  private static final long serialVersionUID = 1L;

  /** Called by the configuration. */
  public LfpCnnLoss(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(true);
    if (getLabels() == null) {
      throw new IllegalStateException("Labels are not set " + layerId());
    }
    CNN2DFormat format = layerConf().getFormat();
    ArrayType working = ArrayType.BP_WORKING_MEM;
    INDArray g =
        LossFeedback.of(
            (LossConf) layerConf(),
            ConvolutionUtils.reshape4dTo2d(input, format, workspaceMgr, working),
            ConvolutionUtils.reshape4dTo2d(labels, format, workspaceMgr, working),
            ConvolutionUtils.reshapeMaskIfRequired(
                maskArray, input, format, workspaceMgr, working));
    INDArray down =
        ConvolutionUtils.reshape2dTo4d(
            g, input.shape(), format, workspaceMgr, ArrayType.ACTIVATION_GRAD);
    return new Pair<>(new DefaultGradient(), down);
  }
}
