package io.github.lfp4j.core.recurrent;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a cell carries from one time step to the next.
 *
 * @param output the cell's output h, [N, H]
 * @param memory the memory c of an LSTM, [N, H]; null for cells without
 */
public record CellState(INDArray output, INDArray memory) {}
