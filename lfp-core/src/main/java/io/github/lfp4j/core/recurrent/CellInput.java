package io.github.lfp4j.core.recurrent;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a cell is evaluated on.
 *
 * @param x a sequence [N, F, T] in column order; not changed, and kept for the way back
 * @param start the state before the first step; null for zeros
 * @param mask 1 or 0 for every example and time step, [N, T], of the type of {@code x}: where it is
 *     0, output and state become zero; null for none
 * @param training whether activation functions are to work as in training
 */
public record CellInput(INDArray x, CellState start, INDArray mask, boolean training) {

  long batch() {
    return x.size(0);
  }

  long length() {
    return x.size(2);
  }

  INDArray startOutput() {
    return start == null ? null : start.output();
  }

  INDArray startMemory() {
    return start == null ? null : start.memory();
  }

  /** The mask of one step as a column [N, 1]. */
  INDArray maskAt(long time) {
    return mask.getColumn(time, true);
  }
}
