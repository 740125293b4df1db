package io.github.lfp4j.core.recurrent;

import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The values of an LSTM at all time steps, in column order.
 *
 * @param activation of input and memory
 * @param gateActivation of the gates
 * @param z pre-activations in the order of the constants, peepholes included, [N, 4 H, T]
 * @param input i, [N, H, T]
 * @param forgetGate f, likewise
 * @param outputGate o, likewise
 * @param inputGate g, likewise
 * @param c memory before masking, likewise
 * @param memory its activation, likewise
 */
record LstmValues(
    IActivation activation,
    IActivation gateActivation,
    INDArray z,
    INDArray input,
    INDArray forgetGate,
    INDArray outputGate,
    INDArray inputGate,
    INDArray c,
    INDArray memory) {

  static final int INPUT = 0;
  static final int FORGET_GATE = 1;
  static final int OUTPUT_GATE = 2;
  static final int INPUT_GATE = 3;

  static LstmValues create(
      IActivation activation,
      IActivation gateActivation,
      long batch,
      long units,
      long length,
      Allocator kept) {
    long[] shape = {batch, units, length};
    return new LstmValues(
        activation,
        gateActivation,
        kept.create(batch, UnrolledLstm.GATES * units, length),
        kept.create(shape),
        kept.create(shape),
        kept.create(shape),
        kept.create(shape),
        kept.create(shape),
        kept.create(shape));
  }

  /** Views of one time step. */
  LstmStep step(long time) {
    return new LstmStep(
        Sequences.step(z, time),
        Sequences.step(input, time),
        Sequences.step(forgetGate, time),
        Sequences.step(outputGate, time),
        Sequences.step(inputGate, time),
        Sequences.step(c, time),
        Sequences.step(memory, time));
  }

  /** A copy of the pre-activations of one kind, [N, H, T]. */
  INDArray preActivation(int gate) {
    long units = input.size(1);
    return Sequences.channels(z, gate * units, (gate + 1) * units).dup('f');
  }
}
