package io.github.lfp4j.pruning.measure;

import java.util.List;

/**
 * The figures of one layer.
 *
 * @param index its index
 * @param name its name
 * @param type its stock type
 * @param outputShape of one example; empty if unknown
 * @param parameters how many there are
 * @param nonZeroParameters how many are not zero
 * @param multiplyAdds per example, counting only weights that are not zero; -1 if unknown
 * @param prunable how many weights can be pruned
 * @param note what can be pruned, or why nothing
 */
public record LayerFigures(
    int index,
    String name,
    String type,
    List<Long> outputShape,
    long parameters,
    long nonZeroParameters,
    long multiplyAdds,
    long prunable,
    String note) {

  /** The share of parameters that are zero. */
  public double sparsity() {
    return parameters == 0 ? 0 : 1 - (double) nonZeroParameters / parameters;
  }
}
