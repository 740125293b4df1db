package io.github.lfp4j.dl4j.convert;

import org.deeplearning4j.nn.conf.graph.GraphVertex;

/**
 * How one kind of Deeplearning4j vertex without parameters is supported.
 *
 * @param stock DL4J's configuration class; subclasses are kinds of their own
 * @param lfp the configuration class it becomes; the stock class itself if that is exact as it is;
 *     null if there is no rule for it, so that it is good for the gradient rule only
 * @param moves whether it does no more than move units about, so that it hands on R itself as it
 *     does reward per unit
 * @param note how reward passes the vertex, in one clause, for the documentation; or why it has no
 *     rule and what to do instead
 */
public record VertexSupport(
    Class<? extends GraphVertex> stock,
    Class<? extends GraphVertex> lfp,
    boolean moves,
    String note) {

  /** Whether the stock vertex stays as it is. */
  public boolean keepsStockVertex() {
    return stock.equals(lfp);
  }

  /** Whether reward cannot pass it. */
  public boolean hasNoRule() {
    return lfp == null;
  }
}
