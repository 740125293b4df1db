package io.github.lfp4j.dl4j.activation;

import lombok.EqualsAndHashCode;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.BaseActivationFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The Heaviside step: 1 where {@code z > 0}, else 0.
 *
 * <p>Its derivative is zero wherever it exists, so a gradient learns nothing through it; LFP passes
 * reward through it as through any other activation.
 */
@EqualsAndHashCode(callSuper = false)
public final class ActivationHeaviside extends BaseActivationFunction {

  private static final long serialVersionUID = 1L;

  /** The step of the pre-activations {@code in}, in place, as all of DL4J's activations. */
  @Override
  public INDArray getActivation(INDArray in, boolean training) {
    Transforms.sign(in, false);
    return Transforms.max(in, 0, false);
  }

  /** The gradient: zeros of the shape of {@code in}. */
  @Override
  public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
    assertShape(in, epsilon);
    return new Pair<>(in.assign(0), null);
  }

  @Override
  public String toString() {
    return "heaviside";
  }
}
