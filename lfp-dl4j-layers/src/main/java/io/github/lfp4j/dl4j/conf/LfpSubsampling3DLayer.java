package io.github.lfp4j.dl4j.conf;

import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.dl4j.layer.LfpSubsampling3D;
import java.util.Collection;
import lombok.EqualsAndHashCode;
import lombok.Getter;
import lombok.NoArgsConstructor;
import lombok.Setter;
import lombok.ToString;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Three-dimensional pooling that hands reward on: maximum pooling to the winner, average pooling by
 * the rule. See {@link Subsampling3DLayer} for everything but the rule.
 */
@Getter
@Setter
@NoArgsConstructor
@EqualsAndHashCode(callSuper = true)
@ToString(callSuper = true)
public class LfpSubsampling3DLayer extends Subsampling3DLayer implements LfpConf {

  private Rule rule = new EpsilonRule();

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> trainingListeners,
      int layerIndex,
      INDArray layerParamsView,
      boolean initializeParams,
      DataType networkDataType) {
    return LayerFactory.prepare(
        new LfpSubsampling3D(conf, networkDataType),
        conf,
        trainingListeners,
        layerIndex,
        layerParamsView,
        initializeParams);
  }

  /** Builds the layer as DL4J's builder does. */
  @SuppressWarnings("unchecked") // DL4J declares build() with a free type parameter
  public static class Builder extends Subsampling3DLayer.Builder {
    private final Rule rule;

    /** A layer with the default epsilon rule. */
    public Builder() {
      this(new EpsilonRule());
    }

    /** A layer with the given rule. */
    public Builder(Rule rule) {
      this.rule = rule;
    }

    @Override
    public LfpSubsampling3DLayer build() {
      LfpSubsampling3DLayer layer = LayerCopy.of(super.build(), LfpSubsampling3DLayer.class);
      layer.setRule(rule);
      return layer;
    }
  }
}
