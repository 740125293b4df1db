package io.github.lfp4j.dl4j.layer;

import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Which unit is dropped depends on how the input lies in memory, since random numbers are drawn in
 * that order. DL4J's layers hand each other rows, so these do before dropout, and the same seed
 * drops the same units.
 */
final class DropoutOrder {

  private DropoutOrder() {}

  /** The input in row order, if dropout is to be applied to it. */
  static INDArray of(INDArray input, IDropout dropout, LayerWorkspaceMgr workspaceMgr) {
    return dropout == null || input.rank() != 2 || input.ordering() == 'c'
        ? input
        : workspaceMgr.dup(ArrayType.INPUT, input, 'c');
  }
}
