package io.github.lfp4j.core.recurrent;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.MulOp;
import org.nd4j.linalg.factory.Nd4j;

/** Views of {@link LstmValues} at one time step: z [N, 4 H], all others [N, H]. */
record LstmStep(
    INDArray z,
    INDArray input,
    INDArray forgetGate,
    INDArray outputGate,
    INDArray inputGate,
    INDArray c,
    INDArray memory) {

  /**
   * Evaluates the step from its pre-activations.
   *
   * @param before the memory; null for zeros
   * @param peepholes null for none
   * @param output receives h
   * @return the memory behind the step
   */
  INDArray evaluate(
      INDArray before, Peepholes peepholes, LstmValues values, boolean training, INDArray output) {
    INDArray zForget = pre(LstmValues.FORGET_GATE);
    INDArray zOutput = pre(LstmValues.OUTPUT_GATE);
    INDArray zInput = pre(LstmValues.INPUT_GATE);
    if (peepholes != null && before != null) {
      zForget.addi(before.mulRowVector(peepholes.forget()));
      zInput.addi(before.mulRowVector(peepholes.input()));
    }
    UnrolledCell.activate(values.activation(), pre(LstmValues.INPUT), training, input);
    UnrolledCell.activate(values.gateActivation(), zForget, training, forgetGate);
    UnrolledCell.activate(values.gateActivation(), zInput, training, inputGate);
    Nd4j.exec(new MulOp(inputGate, input, c));
    if (before != null) {
      Nd4j.exec(new MulOp(forgetGate, before, output));
      c.addi(output);
    }
    if (peepholes != null) {
      zOutput.addi(c.mulRowVector(peepholes.output()));
    }
    UnrolledCell.activate(values.gateActivation(), zOutput, training, outputGate);
    UnrolledCell.activate(values.activation(), c, training, memory);
    Nd4j.exec(new MulOp(outputGate, memory, output));
    return c;
  }

  private INDArray pre(int gate) {
    long units = c.size(1);
    return Sequences.columns(z, gate * units, (gate + 1) * units);
  }
}
