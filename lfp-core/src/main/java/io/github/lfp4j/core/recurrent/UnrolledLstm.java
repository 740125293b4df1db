package io.github.lfp4j.core.recurrent;

import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.MulOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An LSTM cell, with or without peepholes (p). In Deeplearning4j's order of the pre-activations
 * (input I, forget gate F, output gate O, input gate G):
 *
 * <pre>z = x_t W + h_(t-1) RW + b
 * i = f(z_i),  f = s(z_f + p_f c_(t-1)),  g = s(z_g + p_g c_(t-1))
 * c_t = f c_(t-1) + g i
 * o = s(z_o + p_o c_t),  h_t = o f(c_t)</pre>
 *
 * On the way back G of {@code h_t} is shared between o and {@code f(c_t)}, G of {@code c_t} between
 * its two terms, and each of these between its gate and its signal, as the {@link CellRule} says;
 * {@code h_(t-1)} gets {@code q RW^T}, {@code c_(t-1)} its part of the forget term and of the
 * peepholes. Where a step is masked, {@code h_t} and {@code c_t} are zero to what comes after.
 */
public final class UnrolledLstm extends UnrolledCell {

  /** Pre-activations per unit. */
  public static final int GATES = 4;

  /** Columns of the recurrent weights that are peepholes. */
  public static final int PEEPHOLES = 3;

  private final LstmValues values;

  private UnrolledLstm(
      CellInput input, CellParameters parameters, INDArray output, LstmValues values) {
    super(input, parameters, output);
    this.values = values;
  }

  /**
   * Evaluates the cell over a sequence.
   *
   * @param parameters with peepholes if the recurrent weights have columns for them
   * @param activation of input and memory; acts on each unit by itself
   * @param gateActivation of the gates, likewise
   * @param output [N, H, T] in column order; overwritten, and kept for the way back
   * @param kept makes what else is kept
   */
  public static UnrolledLstm of(
      CellInput input,
      CellParameters parameters,
      IActivation activation,
      IActivation gateActivation,
      INDArray output,
      Allocator kept) {
    long units = output.size(1);
    LstmValues values =
        LstmValues.create(activation, gateActivation, input.batch(), units, input.length(), kept);
    project(input, parameters, values.z());
    UnrolledLstm cell = new UnrolledLstm(input, parameters, output, values);
    cell.run();
    return cell;
  }

  private void run() {
    INDArray weights = recurrentPart(parameters(), GATES * units());
    Peepholes peepholes = Peepholes.of(parameters().rw());
    INDArray output = input().startOutput();
    INDArray memory = input().startMemory();
    for (long t = 0; t < input().length(); t++) {
      LstmStep step = values.step(t);
      if (output != null) {
        addProduct(output, weights, false, step.z());
      }
      output = Sequences.step(output(), t);
      memory = step.evaluate(memory, peepholes, values, input().training(), output);
      if (input().mask() != null) {
        INDArray mask = input().maskAt(t);
        output.muliColumnVector(mask);
        memory = memory.mulColumnVector(mask);
      }
    }
  }

  @Override
  public CellState end() {
    long last = input().length() - 1;
    INDArray memory = Sequences.step(values.c(), last);
    if (input().mask() != null) {
      memory = memory.mulColumnVector(input().maskAt(last));
    }
    return new CellState(Sequences.step(output(), last), memory);
  }

  /** The memory that each step got from the one before. */
  private INDArray memoryBefore() {
    INDArray carried =
        input().mask() == null ? values.c() : Sequences.mask(values.c().dup('f'), input().mask());
    return Sequences.delayed(carried, input().startMemory());
  }

  @Override
  public INDArray quotients(INDArray g, long steps, CellRule rule) {
    LstmFactors factors = LstmFactors.of(values, memoryBefore(), input().mask(), rule);
    INDArray weights = recurrentPart(parameters(), GATES * units());
    Peepholes peepholes = Peepholes.of(parameters().rw());
    INDArray q = values.z().ulike().assign(0);
    INDArray toMemory =
        Nd4j.createUninitialized(q.dataType(), new long[] {q.size(0), units()}, 'f');
    INDArray gMemory = toMemory.ulike();
    INDArray after = null;
    for (long t = input().length() - 1; t >= firstOf(steps); t--) {
      INDArray gNow = Sequences.step(g, t);
      INDArray qNow = Sequences.step(q, t);
      if (after != null) {
        addProduct(after, weights, true, gNow);
      }
      INDArray gate = columns(qNow, LstmValues.OUTPUT_GATE);
      multiply(gNow, factors.outputGate(), t, gate);
      multiply(gNow, factors.memory(), t, gMemory);
      if (peepholes != null || after != null) {
        addFromMemory(gMemory, toMemory, after != null, peepholes, gate, factors, t);
      }
      multiply(gMemory, factors.input(), t, columns(qNow, LstmValues.INPUT));
      multiply(gMemory, factors.forgetGate(), t, columns(qNow, LstmValues.FORGET_GATE));
      multiply(gMemory, factors.inputGate(), t, columns(qNow, LstmValues.INPUT_GATE));
      multiply(gMemory, factors.memoryBefore(), t, toMemory);
      if (peepholes != null) {
        peepholes.addToMemoryBefore(
            columns(qNow, LstmValues.FORGET_GATE), columns(qNow, LstmValues.INPUT_GATE), toMemory);
      }
      after = qNow;
    }
    return q;
  }

  /**
   * Adds to G of the terms of the memory what it gets from the next step and from the output gate's
   * peephole.
   *
   * @param fromNext G of the memory at the next step
   */
  private static void addFromMemory(
      INDArray gMemory,
      INDArray fromNext,
      boolean hasNext,
      Peepholes peepholes,
      INDArray outputGate,
      LstmFactors factors,
      long time) {
    INDArray carried = hasNext ? fromNext.muli(Sequences.step(factors.carried(), time)) : null;
    if (carried != null) {
      gMemory.addi(carried);
    }
    if (peepholes != null) {
      INDArray seen = outputGate.mulRowVector(peepholes.output());
      gMemory.addi(seen.muli(Sequences.step(factors.sum(), time)));
    }
  }

  private INDArray columns(INDArray step, int gate) {
    return Sequences.columns(step, gate * units(), (gate + 1) * units());
  }

  private static void multiply(INDArray g, INDArray factor, long time, INDArray out) {
    Nd4j.exec(new MulOp(g, Sequences.step(factor, time), out));
  }

  @Override
  public void gradients(INDArray q, CellParameters out) {
    super.gradients(q, out);
    Peepholes peepholes = Peepholes.of(out.rw());
    if (peepholes != null) {
      INDArray before = memoryBefore();
      peepholes.forget().assign(sums(q, LstmValues.FORGET_GATE, before));
      peepholes.output().assign(sums(q, LstmValues.OUTPUT_GATE, values.c()));
      peepholes.input().assign(sums(q, LstmValues.INPUT_GATE, before));
    }
  }

  /** {@code sum of q c} over examples and time steps, as a row [1, H]. */
  private INDArray sums(INDArray q, int gate, INDArray memory) {
    INDArray own = Sequences.channels(q, gate * units(), (gate + 1) * units()).dup('f');
    return own.muli(memory).sum(0, 2).reshape(1, units());
  }
}
