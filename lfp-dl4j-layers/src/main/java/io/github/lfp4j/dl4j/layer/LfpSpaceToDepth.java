package io.github.lfp4j.dl4j.layer;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.convolution.SpaceToDepth;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Moves blocks of pixels into channels. G moves back as a gradient does. ND4J's operation mixes up
 * arrays in column order, and DL4J's layer hands such arrays to it; this one puts them into row
 * order first.
 */
public final class LfpSpaceToDepth extends SpaceToDepth {

  /** Called by the configuration. */
  public LfpSpaceToDepth(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(false);
    input = inRows(input, ArrayType.INPUT, workspaceMgr);
    return super.activate(training, workspaceMgr);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    return super.backpropGradient(
        inRows(epsilon, ArrayType.BP_WORKING_MEM, workspaceMgr), workspaceMgr);
  }

  private static INDArray inRows(INDArray array, ArrayType type, LayerWorkspaceMgr workspaceMgr) {
    return array.ordering() == 'c' ? array : workspaceMgr.dup(type, array, 'c');
  }
}
