package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.map.AveragePooling2DMap;
import io.github.lfp4j.core.map.LinearMap;
import io.github.lfp4j.core.map.Window2D;
import io.github.lfp4j.core.rule.AffineForward;
import io.github.lfp4j.core.rule.OutputReward;
import io.github.lfp4j.core.rule.Rule;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** How reward passes windows of two dimensions, whose settings are those of a layer. */
final class WindowPooling {

  private final SubsamplingLayer settings;

  WindowPooling(SubsamplingLayer settings) {
    this.settings = settings;
  }

  /**
   * Hands reward down.
   *
   * @param rule what average pooling follows
   * @param x the input, [N, C, H, W] or [N, H, W, C]
   * @param output what came of it; only maximum pooling does without
   * @param g {@code G = R / a} at the output
   * @return G at the input, in activation-gradient memory
   */
  INDArray propagate(
      Rule rule, INDArray x, INDArray output, INDArray g, LayerWorkspaceMgr workspaceMgr) {
    return switch (settings.getPoolingType()) {
      case MAX -> toWinners(x, g, workspaceMgr);
      case AVG -> {
        LinearMap map = average(settings.isAvgPoolIncludePadInDivisor());
        AffineForward forward = new AffineForward(map, x, null, null, output);
        OutputReward reward =
            new ActivationReward(new ActivationIdentity(), output, g, null, rule.stabilizer());
        yield Affine.propagate(rule, forward, reward, workspaceMgr);
      }
      case PNORM -> {
        int p = settings.getPnorm();
        INDArray spread =
            workspaceMgr.createUninitialized(
                ArrayType.ACTIVATION_GRAD, x.dataType(), x.shape(), 'c');
        average(true).transposed(PNorm.quotient(g, output, p), null, spread);
        int[] kernel = settings.getKernelSize();
        spread.muli(kernel[0] * kernel[1]); // the sum over windows, of which that was the mean
        yield PNorm.share(spread, x, p);
      }
      case SUM -> throw new IllegalStateException("Deeplearning4j has no sums over windows");
    };
  }

  private LinearMap average(boolean countPadding) {
    Window2D window =
        Windows.of(
            settings.getKernelSize(),
            settings.getStride(),
            settings.getPadding(),
            settings.getDilation(),
            settings.getConvolutionMode(),
            settings.getCnn2dDataFormat());
    return new AveragePooling2DMap(window, countPadding);
  }

  private INDArray toWinners(INDArray x, INDArray g, LayerWorkspaceMgr workspaceMgr) {
    int[] kernel = settings.getKernelSize();
    int[] stride = settings.getStride();
    int[] padding = settings.getPadding();
    int[] dilation = settings.getDilation();
    INDArray out =
        workspaceMgr.createUninitialized(ArrayType.ACTIVATION_GRAD, x.dataType(), x.shape(), 'c');
    Nd4j.exec(
        DynamicCustomOp.builder("maxpool2d_bp")
            .addIntegerArguments(
                kernel[0],
                kernel[1],
                stride[0],
                stride[1],
                padding[0],
                padding[1],
                dilation[0],
                dilation[1],
                settings.getConvolutionMode() == ConvolutionMode.Same ? 1 : 0,
                0, // means nothing here
                settings.getCnn2dDataFormat() == CNN2DFormat.NHWC ? 1 : 0)
            .addInputs(x, g)
            .addOutputs(out)
            .build());
    return out;
  }
}
