package io.github.lfp4j.core.recurrent;

import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A simple recurrent cell, {@code h_t = f(z_t), z_t = x_t W + h_(t-1) RW + b}.
 *
 * <p>The epsilon rule over all of {@code z_t}: {@code G_t = G_t(above) + q_(t+1) RW^T}, {@code q_t
 * = G_t h_t / stab(z_t)}. For ReLU this is gradient descent with each step scaled by {@code |p|}
 * for epsilon towards zero (Theorem 1 of arXiv 2308.12053).
 */
public final class UnrolledRnn extends UnrolledCell {

  private final IActivation activation;
  private final INDArray z;

  private UnrolledRnn(
      CellInput input,
      CellParameters parameters,
      IActivation activation,
      INDArray z,
      INDArray output) {
    super(input, parameters, output);
    this.activation = activation;
    this.z = z;
  }

  /**
   * Evaluates the cell over a sequence.
   *
   * @param activation acts on each unit by itself
   * @param output [N, H, T] in column order; overwritten, and kept for the way back
   * @param kept makes what else is kept
   */
  public static UnrolledRnn of(
      CellInput input,
      CellParameters parameters,
      IActivation activation,
      INDArray output,
      Allocator kept) {
    INDArray z = kept.create(output.shape());
    project(input, parameters, z);
    INDArray before = input.startOutput();
    for (long t = 0; t < input.length(); t++) {
      INDArray zNow = Sequences.step(z, t);
      INDArray now = Sequences.step(output, t);
      if (before != null) {
        addProduct(before, parameters.rw(), false, zNow);
      }
      activate(activation, zNow, input.training(), now);
      if (input.mask() != null) {
        now.muliColumnVector(input.maskAt(t));
      }
      before = now;
    }
    return new UnrolledRnn(input, parameters, activation, z, output);
  }

  @Override
  public CellState end() {
    return new CellState(Sequences.step(output(), input().length() - 1), null);
  }

  @Override
  public INDArray quotients(INDArray g, long steps, CellRule rule) {
    // Each step's factor becomes its quotient in place.
    INDArray q = rule.throughActivation(activation, z, output());
    Sequences.mask(q, input().mask());
    INDArray after = null;
    long first = firstOf(steps);
    for (long t = input().length() - 1; t >= first; t--) {
      INDArray gNow = Sequences.step(g, t);
      if (after != null) {
        addProduct(after, parameters().rw(), true, gNow);
      }
      after = Sequences.step(q, t).muli(gNow);
    }
    for (long t = 0; t < first; t++) {
      Sequences.step(q, t).assign(0);
    }
    return q;
  }
}
