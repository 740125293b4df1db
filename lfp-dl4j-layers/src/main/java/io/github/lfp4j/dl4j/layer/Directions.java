package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.recurrent.Allocator;
import io.github.lfp4j.core.recurrent.CellInput;
import io.github.lfp4j.core.recurrent.CellParameters;
import io.github.lfp4j.core.recurrent.CellRule;
import io.github.lfp4j.core.recurrent.CellState;
import io.github.lfp4j.core.recurrent.Sequences;
import io.github.lfp4j.core.recurrent.UnrolledCell;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The evaluation of a recurrent layer: of one cell, or of two whose outputs are added, the second
 * of which reads the sequence from its end. The sum shares reward by the epsilon rule.
 *
 * @param cells one or two; the second in its own order of time
 * @param output [N, H, T] in column order
 */
record Directions(List<UnrolledCell> cells, INDArray output) {

  /** How a cell is evaluated. */
  @FunctionalInterface
  interface Evaluation {
    UnrolledCell of(CellInput input, CellParameters parameters, INDArray output, Allocator kept);
  }

  static Directions evaluate(
      List<CellParameters> parameters,
      CellInput input,
      Evaluation evaluation,
      long units,
      Allocator kept) {
    long[] shape = {input.x().size(0), units, input.x().size(2)};
    List<UnrolledCell> cells = new ArrayList<>();
    cells.add(evaluation.of(input, parameters.get(0), kept.create(shape), kept));
    if (parameters.size() == 1) {
      return new Directions(cells, cells.get(0).output());
    }
    INDArray x = kept.create(input.x().shape());
    reverse(input.x(), 2, x);
    INDArray mask = null;
    if (input.mask() != null) {
      mask = kept.create(input.mask().shape());
      reverse(input.mask(), 1, mask);
    }
    CellInput fromTheEnd = new CellInput(x, null, mask, input.training());
    cells.add(evaluation.of(fromTheEnd, parameters.get(1), kept.create(shape), kept));
    INDArray sum = kept.create(shape);
    reverse(cells.get(1).output(), 2, sum);
    return new Directions(cells, sum.addi(cells.get(0).output()));
  }

  /** The sequence itself if it lies in column order, else a copy that does. */
  static INDArray inColumns(INDArray sequence, Allocator kept) {
    return Sequences.isInColumns(sequence)
        ? sequence
        : kept.create(sequence.shape()).assign(sequence);
  }

  private static void reverse(INDArray sequence, int axis, INDArray out) {
    Nd4j.exec(
        DynamicCustomOp.builder("reverse")
            .addInputs(sequence)
            .addOutputs(out)
            .addIntegerArguments(axis)
            .build());
  }

  /** The state of the first cell behind the last step. */
  CellState end() {
    return cells.get(0).end();
  }

  /**
   * Goes back through time.
   *
   * @param g G at the output in column order; overwritten
   * @param steps how many of the last steps to go back
   */
  Quotients quotients(INDArray g, long steps, CellRule rule) {
    if (cells.size() == 1) {
      return new Quotients(cells, List.of(cells.get(0).quotients(g, steps, rule)), List.of(g));
    }
    g.muli(rule.throughSum(output));
    INDArray reversed = g.ulike();
    reverse(g, 2, reversed);
    return new Quotients(
        cells,
        List.of(
            cells.get(0).quotients(g, steps, rule), cells.get(1).quotients(reversed, steps, rule)),
        List.of(g, reversed));
  }

  /**
   * The quotients at the pre-activations of all cells.
   *
   * @param cells as evaluated
   * @param q of each, in its own order of time
   * @param g G at its outputs likewise, with what comes back from later steps
   */
  record Quotients(List<UnrolledCell> cells, List<INDArray> q, List<INDArray> g) {

    /** The relevance of the units, [N, H, T]. */
    INDArray unitRelevance() {
      INDArray relevance = cells.get(0).output().mul(g.get(0));
      if (cells.size() == 2) {
        INDArray inOrder = relevance.ulike();
        reverse(cells.get(1).output().mul(g.get(1)), 2, inOrder);
        relevance.addi(inOrder);
      }
      return relevance;
    }

    /** The derivatives by the parameters of one cell. */
    void gradients(int cell, CellParameters out) {
      cells.get(cell).gradients(q.get(cell), out);
    }

    /**
     * Hands down to the input.
     *
     * @param out [N, F, T] in column order; receives G
     */
    void handDown(INDArray out) {
      cells.get(0).handDown(q.get(0), out);
      if (cells.size() == 2) {
        INDArray own = out.ulike();
        cells.get(1).handDown(q.get(1), own);
        INDArray inOrder = out.ulike();
        reverse(own, 2, inOrder);
        out.addi(inOrder);
      }
    }
  }
}
