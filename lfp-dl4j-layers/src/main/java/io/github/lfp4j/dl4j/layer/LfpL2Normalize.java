package io.github.lfp4j.dl4j.layer;

import java.util.stream.IntStream;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.impl.L2NormalizeVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Division by the norm, {@code c = a / |a|}. The norm counts as a constant, so that reward passes
 * unchanged: {@code R_a = R_c}, {@code G_a = G_c / |a|}. The derivative of the norm, which DL4J's
 * own backward pass has, would take all reward away again: {@code sum_a R_a = 0}.
 *
 * <p>That normalisations are constants for relevance is the identity rule of Achtibat et al.,
 * AttnLRP, ICML 2024, arXiv 2402.05602, section 3.3.3.
 */
@SuppressWarnings("overrides") // DL4J declares setInputs once with and once without dots
public final class LfpL2Normalize extends L2NormalizeVertex {

  private final int[] dimension;
  private final double eps;
  private transient INDArray norm;

  /** Called by the configuration. */
  public LfpL2Normalize(
      ComputationGraph graph,
      String name,
      int index,
      int[] dimension,
      double eps,
      DataType dataType) {
    super(graph, name, index, dimension, eps, dataType);
    this.dimension = dimension;
    this.eps = eps;
  }

  /** Unlike DL4J's, for all data types and any choice of dimensions. */
  @Override
  public INDArray doForward(boolean training, LayerWorkspaceMgr workspaceMgr) {
    INDArray a = inputs[0];
    INDArray length = Transforms.max(a.norm2(true, dimensions(a)), eps, false);
    boolean comesBack = PassMemory.comesBack(training, workspaceMgr);
    norm = comesBack ? workspaceMgr.dup(ArrayType.ACTIVATIONS, length) : null;
    return workspaceMgr.dup(ArrayType.ACTIVATIONS, a, a.ordering()).divi(length);
  }

  private int[] dimensions(INDArray a) {
    return dimension == null || dimension.length == 0
        ? IntStream.range(1, a.rank()).toArray()
        : dimension;
  }

  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaceMgr) {
    INDArray down = workspaceMgr.dup(ArrayType.ACTIVATION_GRAD, epsilon);
    return new Pair<>(null, new INDArray[] {down.divi(norm)});
  }

  @Override
  public void clear() {
    super.clear();
    norm = null;
  }
}
