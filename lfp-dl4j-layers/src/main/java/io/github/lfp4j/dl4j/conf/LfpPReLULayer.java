package io.github.lfp4j.dl4j.conf;

import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.dl4j.init.LfpPReLUParamInitializer;
import io.github.lfp4j.dl4j.layer.LfpPReLU;
import java.util.Collection;
import lombok.EqualsAndHashCode;
import lombok.Getter;
import lombok.NoArgsConstructor;
import lombok.Setter;
import lombok.ToString;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A rectifier whose slope is learned by LFP. See {@link PReLULayer} for everything but the rule,
 * which is the epsilon rule.
 */
@Getter
@Setter
@NoArgsConstructor
@EqualsAndHashCode(callSuper = true)
@ToString(callSuper = true)
public class LfpPReLULayer extends PReLULayer implements LfpConf {

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
        new LfpPReLU(conf, networkDataType),
        conf,
        trainingListeners,
        layerIndex,
        layerParamsView,
        initializeParams);
  }

  @Override
  public ParamInitializer initializer() {
    return new LfpPReLUParamInitializer(getInputShape().clone(), getSharedAxes());
  }

  /** Builds the layer as DL4J's builder does. */
  @SuppressWarnings("unchecked") // DL4J declares build() with a free type parameter
  public static class Builder extends PReLULayer.Builder {
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
    public LfpPReLULayer build() {
      LfpPReLULayer layer = LayerCopy.of(super.build(), LfpPReLULayer.class);
      layer.setRule(rule);
      return layer;
    }
  }
}
