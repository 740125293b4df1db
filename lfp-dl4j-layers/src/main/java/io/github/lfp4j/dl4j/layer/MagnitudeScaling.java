package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.rule.Rule;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.same.Abs;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * What makes a derivative feedback, {@code f_p = |p| (dz/dp)^T q}: the product with the size of the
 * parameter.
 *
 * <p>The sizes are held for a part of the parameters at a time, so that a step of LFP needs no more
 * memory than a gradient step of DL4J. The parts are views that are made once.
 */
final class MagnitudeScaling {

  /** How many sizes of parameters are held at a time: memory against calls of native code. */
  private static final long CHUNK = 380_000;

  private final INDArray gradients;
  private final INDArray parameters;
  private final List<Part> parts = new ArrayList<>();

  /** The same stretch of both arrays. */
  private record Part(INDArray gradients, INDArray parameters) {}

  private MagnitudeScaling(INDArray gradients, INDArray parameters) {
    this.gradients = gradients;
    this.parameters = parameters;
    if (gradients.length() <= CHUNK || !isFlat(gradients) || !isFlat(parameters)) {
      return;
    }
    INDArray allGradients = gradients.reshape(gradients.length());
    INDArray allParameters = parameters.reshape(parameters.length());
    for (long from = 0; from < gradients.length(); from += CHUNK) {
      INDArrayIndex stretch =
          NDArrayIndex.interval(from, Math.min(from + CHUNK, gradients.length()));
      parts.add(new Part(allGradients.get(stretch), allParameters.get(stretch)));
    }
  }

  /**
   * The scaling of these arrays.
   *
   * @param last the scaling that was used last, which is used again if it is of the same arrays;
   *     may be null
   * @param gradients a layer's part of the gradient array, as a row
   * @param parameters the layer's part of the parameter array, the same length and order
   */
  static MagnitudeScaling of(MagnitudeScaling last, INDArray gradients, INDArray parameters) {
    return last != null && last.gradients == gradients && last.parameters == parameters
        ? last
        : new MagnitudeScaling(gradients, parameters);
  }

  /**
   * A row of scratch that {@link #apply} can work with, if the rule scales feedback at all.
   *
   * @param atLeast elements that are needed for something else before
   */
  INDArray newScratch(Rule rule, long atLeast) {
    long needed = rule.scalesByMagnitude() && !parts.isEmpty() ? CHUNK : 1;
    return Nd4j.createUninitialized(gradients.dataType(), Math.max(needed, atLeast));
  }

  /**
   * {@code gradients <- |parameters| gradients}.
   *
   * @param scratch from {@link #newScratch}; overwritten
   */
  void apply(INDArray scratch) {
    if (parts.isEmpty()) {
      gradients.muli(Transforms.abs(parameters, true));
      return;
    }
    for (Part part : parts) {
      INDArray sizes = scratch.get(NDArrayIndex.interval(0, part.parameters.length()));
      Nd4j.exec(new Abs(part.parameters, sizes));
      part.gradients.muli(sizes);
    }
  }

  /** Whether an array is a row without gaps, as a layer's part of a network's parameters is. */
  private static boolean isFlat(INDArray array) {
    return array.elementWiseStride() == 1
        && (array.rank() == 1 || (array.rank() == 2 && array.size(0) == 1));
  }
}
