package io.github.lfp4j.dl4j.convert;

import java.util.Optional;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * How one kind of Deeplearning4j layer is supported.
 *
 * @param stock DL4J's configuration class; subclasses are kinds of their own
 * @param lfp the configuration class it becomes, or the stock class itself if that is exact as it
 *     is
 * @param role what the layer is to a rule map
 * @param note how reward passes the layer, in one clause, for the documentation
 * @param refusal why a layer of this kind with certain settings cannot be converted, or nothing
 */
public record LayerSupport<S extends Layer>(
    Class<S> stock,
    Class<? extends Layer> lfp,
    Role role,
    String note,
    Function<S, Optional<String>> refusal) {

  /** What a layer is to a rule map. */
  public enum Role {
    /** Has weights and a rule: dense layers, convolutions, outputs. */
    WEIGHTED,
    /** A linear map without weights that follows a rule: average pooling. */
    AVERAGING,
    /** Normalisation with a scale and a shift. */
    NORMALIZING,
    /** Passes reward on without a rule: activation, dropout, maximum pooling, padding. */
    PASSING
  }

  /** Whether the stock layer stays as it is. */
  public boolean keepsStockLayer() {
    return stock.equals(lfp);
  }

  /** Whether it has parameters that a network learns. */
  boolean learns() {
    return role == Role.WEIGHTED || role == Role.NORMALIZING;
  }

  Optional<String> refuse(Layer layer) {
    return refusal.apply(stock.cast(layer));
  }
}
