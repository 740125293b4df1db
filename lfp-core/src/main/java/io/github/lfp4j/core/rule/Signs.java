package io.github.lfp4j.core.rule;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Positive and negative parts, and what rules do with them. A null array of weights stands for the
 * constant positive weights of a map without any: its positive part is itself, its negative part is
 * absent. Absent parts (of weights or of inputs that are nowhere negative) make the terms they
 * appear in vanish, so that a rule after a ReLU costs half of one after a tanh.
 */
final class Signs {

  /** A part that is zero everywhere and need not be computed with. */
  private static final INDArray ABSENT = null;

  private Signs() {}

  static INDArray positive(INDArray a) {
    return Transforms.max(a, 0);
  }

  static INDArray negative(INDArray a) {
    return Transforms.min(a, 0);
  }

  /** 1 where {@code a > 0}, else 0. */
  static INDArray isPositive(INDArray a) {
    return positive(Transforms.sign(a, true));
  }

  /** 1 where {@code a < 0}, else 0. */
  static INDArray isNegative(INDArray a) {
    return negative(Transforms.sign(a, true)).negi();
  }

  /** An affine layer whose input and weights are split by sign. */
  static final class Split {
    private final AffineForward layer;
    private final boolean weightless;
    private final boolean nonNegativeInput;
    private final INDArray xPositive;
    private final INDArray xNegative;
    private final INDArray wPositive;
    private final INDArray wNegative;

    Split(AffineForward layer) {
      this.layer = layer;
      this.weightless = layer.weights() == null;
      this.nonNegativeInput = layer.input().minNumber().doubleValue() >= 0;
      this.xPositive = nonNegativeInput ? layer.input() : positive(layer.input());
      this.xNegative = nonNegativeInput ? ABSENT : negative(layer.input());
      this.wPositive = weightless ? null : positive(layer.weights());
      this.wNegative = weightless ? ABSENT : negative(layer.weights());
    }

    /** {@code sum_i [a_i w_ij]+}, without the bias. */
    INDArray positiveContributions() {
      INDArray sum = layer.forward(xPositive, wPositive);
      if (!nonNegativeInput && !weightless) {
        sum.addi(layer.forward(xNegative, wNegative));
      }
      return sum;
    }

    /** {@code sum_i [a_i w_ij]-}, without the bias. */
    INDArray negativeContributions() {
      INDArray sum = weightless ? layer.newOutput().assign(0) : layer.forward(xPositive, wNegative);
      if (!nonNegativeInput) {
        sum.addi(layer.forward(xNegative, wPositive));
      }
      return sum;
    }

    /**
     * Hands quotients down along positive contributions of one and negative contributions of
     * another: {@code out_i += sum_j ([a_i w_ij]+ s_j + [a_i w_ij]- t_j) / a_i}, where an input of
     * exactly zero counts as positive. Either may be null for none.
     */
    void addTransposed(INDArray s, INDArray t, INDArray out) {
      INDArray whereNotNegative = sum(transposed(s, true), transposed(t, false));
      if (nonNegativeInput) {
        addIfPresent(whereNotNegative, out);
        return;
      }
      INDArray negative = isNegative(layer.input());
      INDArray whereNegative = sum(transposed(s, false), transposed(t, true));
      if (whereNegative != null) {
        out.addi(whereNegative.muli(negative));
      }
      if (whereNotNegative != null) {
        out.addi(whereNotNegative.muli(negative.rsub(1)));
      }
    }

    private INDArray transposed(INDArray q, boolean byPositiveWeights) {
      if (q == null || (weightless && !byPositiveWeights)) {
        return ABSENT;
      }
      return layer.transposed(q, byPositiveWeights ? wPositive : wNegative);
    }

    private static INDArray sum(INDArray a, INDArray b) {
      if (a == null) {
        return b;
      }
      return b == null ? a : a.addi(b);
    }

    private static void addIfPresent(INDArray term, INDArray out) {
      if (term != null) {
        out.addi(term);
      }
    }
  }
}
