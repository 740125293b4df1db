package io.github.lfp4j.pruning.relevance;

import io.github.lfp4j.core.map.Sums;
import io.github.lfp4j.core.rule.AffineForward;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * How relevance is summed. Of a unit it is given at every position {@code p} in space or time of
 * each example {@code n}; of a weight it is {@code R_w = w sum_p a q}, where what belongs to single
 * positions is {@code w a q}.
 */
public enum Statistic {
  /** {@code sum_n sum_p R}: what contributes to other classes counts against a unit. */
  SIGNED {
    @Override
    INDArray ofUnits(INDArray relevance, int unitAxis) {
      return perUnit(relevance, unitAxis);
    }

    @Override
    INDArray ofWeights(AffineForward forward, INDArray q) {
      return gradient(forward, forward.input(), q).muli(forward.weights());
    }
  },

  /** {@code sum_n sum_p |R|}, before any cancelling. */
  ABSOLUTE {
    @Override
    INDArray ofUnits(INDArray relevance, int unitAxis) {
      return perUnit(Transforms.abs(relevance, true), unitAxis);
    }

    @Override
    INDArray ofWeights(AffineForward forward, INDArray q) {
      INDArray input = Transforms.abs(forward.input(), true);
      return gradient(forward, input, Transforms.abs(q, true))
          .muli(Transforms.abs(forward.weights(), true));
    }
  },

  /**
   * {@code sum_n |sum_p R|}: positions cancel, examples do not. Of weights as {@link #ABSOLUTE},
   * since the sums of single examples are not at hand.
   */
  EXAMPLES {
    @Override
    INDArray ofUnits(INDArray relevance, int unitAxis) {
      return perUnit(Transforms.abs(Sums.perExample(relevance, unitAxis), false), 1);
    }

    @Override
    INDArray ofWeights(AffineForward forward, INDArray q) {
      return ABSOLUTE.ofWeights(forward, q);
    }
  },

  /**
   * {@code sum_n (sum_p R)^2}: the few examples that a unit decides count more than the many that
   * it touches. Of weights {@code sum_n sum_p (w a q)^2}.
   */
  SQUARED {
    @Override
    INDArray ofUnits(INDArray relevance, int unitAxis) {
      INDArray ofExamples = Sums.perExample(relevance, unitAxis);
      return perUnit(ofExamples.muli(ofExamples), 1);
    }

    @Override
    INDArray ofWeights(AffineForward forward, INDArray q) {
      INDArray input = forward.input();
      return gradient(forward, input.mul(input), q.mul(q))
          .muli(forward.weights())
          .muli(forward.weights());
    }
  };

  /**
   * Sums over a batch.
   *
   * @param relevance R, batch first; not changed
   * @param unitAxis the axis that counts units
   * @return [units]
   */
  abstract INDArray ofUnits(INDArray relevance, int unitAxis);

  /**
   * Sums over a batch.
   *
   * @param forward what the layer computed
   * @param q quotients at its output; not changed
   * @return the shape of the weights
   */
  abstract INDArray ofWeights(AffineForward forward, INDArray q);

  /** The name of a sum of this kind. */
  String of(String what) {
    return what + " " + name().toLowerCase(Locale.ROOT);
  }

  private static INDArray perUnit(INDArray values, int unitAxis) {
    INDArray sums = Nd4j.createUninitialized(values.dataType(), values.size(unitAxis));
    Sums.perUnit(values, unitAxis, sums);
    return sums;
  }

  private static INDArray gradient(AffineForward forward, INDArray input, INDArray q) {
    INDArray result = forward.weights().ulike();
    forward.map().weightGradient(input, q, result);
    return result;
  }
}
