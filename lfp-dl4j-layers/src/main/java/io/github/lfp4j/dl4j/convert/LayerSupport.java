package io.github.lfp4j.dl4j.convert;

import java.util.Optional;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * How one kind of Deeplearning4j layer is supported.
 *
 * @param stock DL4J's configuration class; subclasses are kinds of their own
 * @param lfp the configuration class it becomes; the stock class itself if that is exact as it is;
 *     null if there is no rule for it, so that it is refused
 * @param role what the layer is to a rule map
 * @param note how reward passes the layer, in one clause, for the documentation; or why it has no
 *     rule and what to do instead
 * @param condition on the settings of a layer of this kind
 */
public record LayerSupport<S extends Layer>(
    Class<S> stock, Class<? extends Layer> lfp, Role role, String note, Condition<S> condition) {

  /**
   * What the settings of a layer must be like.
   *
   * @param text in one clause, for the documentation; empty if any will do
   * @param refusal why a layer cannot be converted and what to do instead, or nothing
   */
  public record Condition<S>(String text, Function<S, Optional<String>> refusal) {

    /** Any settings will do. */
    static <S> Condition<S> none() {
      return new Condition<>("", layer -> Optional.empty());
    }
  }

  /** What a layer is to a rule map. */
  public enum Role {
    /** Has weights and a rule: dense layers, convolutions, outputs. */
    WEIGHTED,
    /** Has weights and hands reward back through time. */
    RECURRENT,
    /** A linear map without weights that follows a rule: average pooling. */
    AVERAGING,
    /** Normalisation with a scale and a shift. */
    NORMALIZING,
    /** An activation function with parameters. */
    ACTIVATING,
    /** Passes reward on without a rule: activation, dropout, maximum pooling, padding. */
    PASSING,
    /** Is what it wraps. */
    WRAPPING
  }

  /** Whether the stock layer stays as it is. */
  public boolean keepsStockLayer() {
    return stock.equals(lfp);
  }

  /** Whether reward cannot pass it. */
  public boolean hasNoRule() {
    return lfp == null;
  }

  /** Whether it has weights, so that it can be a first or a last layer with weights. */
  boolean hasWeights() {
    return role == Role.WEIGHTED || role == Role.RECURRENT;
  }

  /** Whether it has parameters that a network learns. */
  boolean learns() {
    return hasWeights() || role == Role.NORMALIZING || role == Role.ACTIVATING;
  }

  Optional<String> refuse(Layer layer) {
    return condition.refusal().apply(stock.cast(layer));
  }
}
