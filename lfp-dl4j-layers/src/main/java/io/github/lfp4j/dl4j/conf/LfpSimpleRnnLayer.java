package io.github.lfp4j.dl4j.conf;

import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.dl4j.init.LfpSimpleRnnParamInitializer;
import io.github.lfp4j.dl4j.layer.LfpSimpleRnn;
import java.util.Collection;
import lombok.EqualsAndHashCode;
import lombok.Getter;
import lombok.Setter;
import lombok.ToString;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A simple recurrent layer that learns by LFP. See {@link SimpleRnn} for everything but the rule,
 * which is the epsilon or the gradient rule.
 */
@Getter
@Setter
@EqualsAndHashCode(callSuper = true)
@ToString(callSuper = true)
public class LfpSimpleRnnLayer extends SimpleRnn implements WeightedConf {

  private Rule rule = new EpsilonRule();

  private boolean inputReward;

  private boolean lowest;

  /** For JSON, which sets everything. */
  public LfpSimpleRnnLayer() {
    super(new SimpleRnn.Builder());
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> trainingListeners,
      int layerIndex,
      INDArray layerParamsView,
      boolean initializeParams,
      DataType networkDataType) {
    return LayerFactory.prepare(
        new LfpSimpleRnn(conf, networkDataType),
        conf,
        trainingListeners,
        layerIndex,
        layerParamsView,
        initializeParams);
  }

  @Override
  public ParamInitializer initializer() {
    return LfpSimpleRnnParamInitializer.INSTANCE;
  }

  /** Builds the layer as DL4J's builder does. */
  @SuppressWarnings("unchecked") // DL4J declares build() with a free type parameter
  public static class Builder extends SimpleRnn.Builder {
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
    public LfpSimpleRnnLayer build() {
      LfpSimpleRnnLayer layer = LayerCopy.of(super.build(), LfpSimpleRnnLayer.class);
      layer.setRule(rule);
      return layer;
    }
  }
}
