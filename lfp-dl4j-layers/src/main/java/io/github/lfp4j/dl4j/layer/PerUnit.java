package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.Stabilizer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Conversions between reward and reward per unit of activation. */
public final class PerUnit {

  private PerUnit() {}

  /**
   * {@code G <- R / a} in place, finite for every a: where {@code a} is zero, the smallest normal
   * number takes its place, so that multiplying by {@code a} again gives zero, not an undefined
   * number.
   */
  public static INDArray divide(INDArray reward, INDArray a) {
    double tiny =
        a.dataType() == DataType.DOUBLE ? Double.MIN_NORMAL * 0x1p100 : Float.MIN_NORMAL * 0x1p20;
    return new Stabilizer(tiny).divide(reward, a);
  }

  /**
   * {@code G a / stab(a)} as a new array of the layout of {@code a}. Where {@code a} is zero, and
   * the stabiliser too, it is zero.
   */
  static INDArray stabilized(INDArray g, INDArray a, Stabilizer stabilizer) {
    INDArray q = g.dup(a.ordering()).muli(a);
    return stabilizer.epsilon() == 0 ? divide(q, a) : stabilizer.divide(q, a);
  }

  /**
   * {@code G a / stab(a)}: what linear layers without weights divide by their own output before
   * they hand reward down. It is G up to the stabiliser's epsilon.
   */
  static INDArray stabilized(
      INDArray g, INDArray a, Stabilizer stabilizer, LayerWorkspaceMgr workspaceMgr) {
    INDArray q = workspaceMgr.dup(ArrayType.BP_WORKING_MEM, g, a.ordering());
    return stabilizer.divide(q.muli(a), a);
  }
}
