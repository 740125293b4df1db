package io.github.lfp4j.dl4j.convert;

import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.core.rule.GradientRule;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.dl4j.LfpException;
import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.conf.LfpElementWiseVertex;
import io.github.lfp4j.dl4j.conf.VertexCopy;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;

/** Replaces one vertex of a graph that is not a layer. */
final class VertexConversion {

  private VertexConversion() {}

  /**
   * The vertex that propagates reward in the given one's place; under the gradient rule the stock
   * vertex.
   *
   * @throws LfpException if it is not supported, or its rule does not apply to it
   */
  static GraphVertex toLfp(GraphVertex vertex, int index, String name, RuleMap rules) {
    if (vertex instanceof FrozenVertex frozen) {
      return new FrozenVertex(toLfp(frozen.getUnderlying(), index, name, rules));
    }
    VertexSupport support =
        VertexRegistry.find(vertex)
            .orElseThrow(
                () ->
                    VertexRegistry.refusal(
                        vertex,
                        index,
                        name,
                        "LFP has no rule for this kind of vertex; replace it or leave it out"));
    if (vertex instanceof PreprocessorVertex preprocessing) {
      PreprocessorCheck.refuse(preprocessing.getPreProcessor())
          .ifPresent(
              reason -> {
                throw VertexRegistry.refusal(vertex, index, name, reason);
              });
    }
    Rule rule = rules.ruleForVertex(name);
    if (support.keepsStockVertex() || rule instanceof GradientRule) {
      return VertexCopy.of(vertex, support.stock());
    }
    if (support.hasNoRule()) {
      throw VertexRegistry.refusal(vertex, index, name, support.note());
    }
    if (!(rule instanceof EpsilonRule)) {
      throw VertexRegistry.refusal(
          vertex, index, name, rule + " does not apply to it; choose the epsilon rule for it");
    }
    GraphVertex converted = VertexCopy.of(vertex, support.lfp());
    return converted instanceof LfpElementWiseVertex elementWise
        ? new LfpElementWiseVertex(elementWise.getOp(), rule.stabilizer().epsilon())
        : converted;
  }

  /** The stock vertex in the given one's place. */
  static GraphVertex toStandard(GraphVertex vertex) {
    if (vertex instanceof FrozenVertex frozen) {
      return new FrozenVertex(toStandard(frozen.getUnderlying()));
    }
    return VertexRegistry.find(vertex)
        .<GraphVertex>map(support -> VertexCopy.of(vertex, support.stock()))
        .orElseGet(vertex::clone);
  }
}
