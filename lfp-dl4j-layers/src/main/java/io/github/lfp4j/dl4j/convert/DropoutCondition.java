package io.github.lfp4j.dl4j.convert;

import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * The condition on layers that apply dropout to their input and, in Deeplearning4j, go back as if
 * they had not.
 */
final class DropoutCondition {

  static final String NONE = "no dropout of its own";

  private DropoutCondition() {}

  static Optional<String> refuse(Layer layer) {
    return layer.getIDropout() == null
        ? Optional.empty()
        : Optional.of(
            "Deeplearning4j forgets the dropout of this layer in the backward pass; put a"
                + " DropoutLayer before it instead");
  }
}
