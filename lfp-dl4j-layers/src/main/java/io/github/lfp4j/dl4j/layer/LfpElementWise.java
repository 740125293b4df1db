package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.Stabilizer;
import io.github.lfp4j.dl4j.conf.LfpElementWiseVertex;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.impl.ElementWiseVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Sums, differences, means, products and maxima of n inputs {@code a_i}, with {@code G = R / c} at
 * the output c.
 *
 * <ul>
 *   <li>{@code Add}, {@code Subtract}, {@code Average} are linear maps with constant weights {@code
 *       s_i} (1; 1 and -1; 1/n) under the epsilon rule: {@code G_i = s_i q, q = G c / stab(c)}.
 *   <li>{@code Product}: each factor gets the same share, {@code R_i = R / n}, that is {@code G_i =
 *       G / n} times the product of the others; nothing is divided. Source: Achtibat et al.,
 *       AttnLRP, ICML 2024, arXiv 2402.05602, section 3.3.2 (there for n = 2).
 *   <li>{@code Max}: all to the winner.
 * </ul>
 *
 * <p>Each is DL4J's backward pass of another array than G, so that inputs which DL4J broadcasts get
 * the sum over what they were broadcast to, as they should: {@code R_i = a_i sum q}.
 */
@SuppressWarnings("overrides") // DL4J declares setInputs once with and once without dots
public final class LfpElementWise extends ElementWiseVertex {

  private final ElementWiseVertex.Op op;
  private final Stabilizer stabilizer;
  private transient INDArray output;
  private transient INDArray[] operands;

  /** Called by the configuration. */
  public LfpElementWise(
      ComputationGraph graph,
      String name,
      int index,
      LfpElementWiseVertex settings,
      DataType dataType) {
    super(graph, name, index, Op.valueOf(settings.getOp().name()), dataType);
    this.op = Op.valueOf(settings.getOp().name());
    this.stabilizer = new Stabilizer(settings.getEpsilon());
  }

  private boolean isLinear() {
    return op == Op.Add || op == Op.Subtract || op == Op.Average;
  }

  @Override
  public INDArray doForward(boolean training, LayerWorkspaceMgr workspaceMgr) {
    INDArray result = super.doForward(training, workspaceMgr);
    boolean comesBack = PassMemory.comesBack(training, workspaceMgr);
    // What comes in or goes out may be overwritten by the dropout of another layer.
    output =
        comesBack && isLinear()
            ? workspaceMgr.dup(ArrayType.ACTIVATIONS, result, result.ordering())
            : null;
    operands = comesBack && !isLinear() ? copies(workspaceMgr) : null;
    return result;
  }

  private INDArray[] copies(LayerWorkspaceMgr workspaceMgr) {
    INDArray[] result = new INDArray[inputs.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = workspaceMgr.dup(ArrayType.ACTIVATIONS, inputs[i]);
    }
    return result;
  }

  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaceMgr) {
    INDArray g = epsilon;
    if (isLinear()) {
      epsilon = quotient(g, workspaceMgr);
    } else {
      inputs = operands;
    }
    if (op == Op.Product) {
      epsilon = workspaceMgr.dup(ArrayType.BP_WORKING_MEM, g).divi(inputs.length);
    }
    Pair<Gradient, INDArray[]> result = super.doBackward(tbptt, workspaceMgr);
    epsilon = g;
    return result;
  }

  private INDArray quotient(INDArray g, LayerWorkspaceMgr workspaceMgr) {
    if (stabilizer.epsilon() == 0) {
      return g; // c / c, also where c is zero and nothing can be said of R
    }
    INDArray q =
        Activations.shortQuotient(
            new ActivationIdentity(), output, false, g.castTo(output.dataType()), stabilizer);
    return workspaceMgr.leverageTo(ArrayType.BP_WORKING_MEM, q);
  }

  @Override
  public void clear() {
    super.clear();
    output = null;
    operands = null;
  }
}
