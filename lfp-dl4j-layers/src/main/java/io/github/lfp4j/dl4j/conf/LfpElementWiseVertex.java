package io.github.lfp4j.dl4j.conf;

import io.github.lfp4j.core.Stabilizer;
import io.github.lfp4j.dl4j.layer.LfpElementWise;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A sum, difference, mean, product or maximum of several inputs that hands reward on: the linear
 * ones by the epsilon rule, the product in equal parts, the maximum to the winner. See {@link
 * ElementWiseVertex} for everything but the stabiliser.
 */
public class LfpElementWiseVertex extends ElementWiseVertex {

  private final double epsilon;

  /**
   * A vertex with the default stabiliser.
   *
   * @param op what is computed
   */
  public LfpElementWiseVertex(Op op) {
    this(op, null);
  }

  /**
   * @param op what is computed
   * @param epsilon of the stabiliser under sum, difference and mean, at least 0; null for {@link
   *     Stabilizer#DEFAULT_EPSILON}
   * @throws IllegalArgumentException if {@code epsilon} is negative, infinite or not a number
   */
  @JsonCreator
  public LfpElementWiseVertex(@JsonProperty("op") Op op, @JsonProperty("epsilon") Double epsilon) {
    super(op);
    this.epsilon = epsilon == null ? Stabilizer.DEFAULT_EPSILON : new Stabilizer(epsilon).epsilon();
  }

  /** The epsilon of the stabiliser. */
  public double getEpsilon() {
    return epsilon;
  }

  @Override
  public LfpElementWiseVertex clone() {
    return new LfpElementWiseVertex(op, epsilon);
  }

  @Override
  public GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int idx,
      INDArray paramsView,
      boolean initializeParams,
      DataType networkDatatype) {
    return new LfpElementWise(graph, name, idx, this, networkDatatype);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof LfpElementWiseVertex other
        && other.op == op
        && Double.compare(other.epsilon, epsilon) == 0;
  }

  @Override
  public int hashCode() {
    return 31 * op.hashCode() + Double.hashCode(epsilon);
  }

  @Override
  public String toString() {
    return "LfpElementWiseVertex(op=" + op + ", epsilon=" + epsilon + ")";
  }
}
