package io.github.lfp4j.core.recurrent;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The parameters of a cell, or feedback of the same shapes. With H units and Z pre-activations per
 * step (H in a simple cell, 4 H in an LSTM):
 *
 * @param w input weights [F, Z]
 * @param rw recurrent weights [H, Z]; in an LSTM with peepholes [H, Z + 3]
 * @param b biases, Z numbers
 */
public record CellParameters(INDArray w, INDArray rw, INDArray b) {}
