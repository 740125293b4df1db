package io.github.lfp4j.core.recurrent;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a {@link CellRule} makes of an LSTM: the factors, for all time steps, [N, H, T], that G is
 * multiplied by on its ways through the cell.
 *
 * @param outputGate from G of the output to q of the output gate
 * @param memory from G of the output to G of the memory's terms
 * @param sum from G of the memory to G of its terms
 * @param carried from G of what the next step got of the memory to G of its terms
 * @param input from G of the memory's terms to q of the input
 * @param forgetGate likewise to q of the forget gate
 * @param inputGate likewise to q of the input gate
 * @param memoryBefore likewise to G of the memory of the step before
 */
record LstmFactors(
    INDArray outputGate,
    INDArray memory,
    INDArray sum,
    INDArray carried,
    INDArray input,
    INDArray forgetGate,
    INDArray inputGate,
    INDArray memoryBefore) {

  /**
   * @param before the memory that each step got from the one before
   * @param mask null for none
   */
  static LstmFactors of(LstmValues values, INDArray before, INDArray mask, CellRule rule) {
    INDArray o = values.outputGate();
    INDArray sum = rule.throughSum(values.c());
    INDArray outputGate =
        rule.toGate(o, values.memory()).muli(gate(values, LstmValues.OUTPUT_GATE, o, rule));
    INDArray memory =
        rule.toSignal(o, values.memory())
            .muli(rule.throughActivation(values.activation(), values.c(), values.memory()));
    INDArray input =
        rule.toSignal(values.inputGate(), values.input())
            .muli(
                rule.throughActivation(
                    values.activation(), values.preActivation(LstmValues.INPUT), values.input()));
    INDArray forgetGate =
        rule.toGate(values.forgetGate(), before)
            .muli(gate(values, LstmValues.FORGET_GATE, values.forgetGate(), rule));
    INDArray inputGate =
        rule.toGate(values.inputGate(), values.input())
            .muli(gate(values, LstmValues.INPUT_GATE, values.inputGate(), rule));
    return new LstmFactors(
        Sequences.mask(outputGate, mask),
        Sequences.mask(memory, mask),
        sum,
        mask == null ? sum : Sequences.mask(sum.dup('f'), mask),
        input,
        forgetGate,
        inputGate,
        rule.toSignal(values.forgetGate(), before));
  }

  private static INDArray gate(LstmValues values, int gate, INDArray activation, CellRule rule) {
    return rule.throughGate(values.gateActivation(), values.preActivation(gate), activation);
  }
}
