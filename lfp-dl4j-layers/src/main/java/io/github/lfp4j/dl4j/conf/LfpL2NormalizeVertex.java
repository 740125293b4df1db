package io.github.lfp4j.dl4j.conf;

import io.github.lfp4j.dl4j.layer.LfpL2Normalize;
import lombok.EqualsAndHashCode;
import lombok.ToString;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Division by the Euclidean norm, which reward passes unchanged. See {@link L2NormalizeVertex}; its
 * {@code eps} is the least norm that is divided by.
 */
@EqualsAndHashCode(callSuper = true)
@ToString(callSuper = true)
public class LfpL2NormalizeVertex extends L2NormalizeVertex {

  /** Norms over all dimensions but the first. */
  public LfpL2NormalizeVertex() {
    this(null, DEFAULT_EPS);
  }

  /**
   * @param dimension dimensions of the norm; null for all but the first
   * @param eps the least norm
   */
  @JsonCreator
  public LfpL2NormalizeVertex(
      @JsonProperty("dimension") int[] dimension, @JsonProperty("eps") double eps) {
    super(dimension, eps);
  }

  @Override
  public LfpL2NormalizeVertex clone() {
    return new LfpL2NormalizeVertex(dimension, eps);
  }

  @Override
  public GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int idx,
      INDArray paramsView,
      boolean initializeParams,
      DataType networkDatatype) {
    return new LfpL2Normalize(graph, name, idx, dimension, eps, networkDatatype);
  }
}
