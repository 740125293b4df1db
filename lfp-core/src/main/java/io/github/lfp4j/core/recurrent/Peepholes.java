package io.github.lfp4j.core.recurrent;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The weights by which the gates of an LSTM see its memory, each of the own unit only: views of the
 * last three columns of the recurrent weights, as rows [1, H].
 */
record Peepholes(INDArray forget, INDArray output, INDArray input) {

  /**
   * The peepholes of a cell.
   *
   * @param rw recurrent weights, [H, 4 H] or [H, 4 H + 3]
   * @return null if it has none
   */
  static Peepholes of(INDArray rw) {
    long units = rw.size(0);
    long first = UnrolledLstm.GATES * units;
    return rw.size(1) == first
        ? null
        : new Peepholes(row(rw, first), row(rw, first + 1), row(rw, first + 2));
  }

  private static INDArray row(INDArray rw, long column) {
    return rw.getColumn(column).reshape(1, rw.size(0));
  }

  /** Adds what the memory before gets through the gates that see it, {@code q_f p_f + q_g p_g}. */
  void addToMemoryBefore(INDArray forgetGate, INDArray inputGate, INDArray g) {
    g.addi(forgetGate.mulRowVector(forget));
    g.addi(inputGate.mulRowVector(input));
  }
}
