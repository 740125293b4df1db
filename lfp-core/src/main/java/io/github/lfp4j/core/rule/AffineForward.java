package io.github.lfp4j.core.rule;

import io.github.lfp4j.core.map.LinearMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One evaluation of an affine layer, {@code z = x * w + b}, kept for the way back.
 *
 * @param map the linear map
 * @param input {@code x}, batch first
 * @param weights {@code w}; null for maps without weights, whose constant weights are positive
 * @param bias {@code b}, one number per unit; null for none
 * @param preActivation {@code z}, bias included
 */
public record AffineForward(
    LinearMap map, INDArray input, INDArray weights, INDArray bias, INDArray preActivation) {

  /** Evaluates the layer. */
  public static AffineForward of(LinearMap map, INDArray x, INDArray w, INDArray b) {
    INDArray z =
        Nd4j.createUninitialized(x.dataType(), map.outputShape(x.shape(), w), map.ordering());
    map.affine(x, w, b, z);
    return new AffineForward(map, x, w, b, z);
  }

  /** A new array for something of the output's shape, uninitialised. */
  INDArray newOutput() {
    return like(preActivation);
  }

  /** A new array for something of the input's shape, uninitialised. */
  INDArray newInput() {
    return like(input);
  }

  private static INDArray like(INDArray array) {
    return Nd4j.createUninitialized(array.dataType(), array.shape(), array.ordering());
  }

  /** {@code x' * w'} without bias, as a new array. */
  INDArray forward(INDArray otherInput, INDArray otherWeights) {
    INDArray out = newOutput();
    map.forward(otherInput, otherWeights, out);
    return out;
  }

  /** The transposed map of {@code q} by {@code w'}, as a new array. */
  INDArray transposed(INDArray q, INDArray otherWeights) {
    INDArray out = newInput();
    map.transposed(q, otherWeights, out);
    return out;
  }

  /** {@code z}, without the bias if that is asked for. */
  INDArray denominator(boolean withoutBias) {
    return withoutBias && bias != null
        ? preActivation.sub(map.alongUnits(bias, preActivation.rank()))
        : preActivation;
  }
}
