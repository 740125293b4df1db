package io.github.lfp4j.dl4j.conf;

import io.github.lfp4j.core.reward.Reward;
import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.dl4j.init.LfpDefaultParamInitializer;
import io.github.lfp4j.dl4j.layer.LfpRnnOutput;
import java.util.Collection;
import lombok.EqualsAndHashCode;
import lombok.Getter;
import lombok.NoArgsConstructor;
import lombok.Setter;
import lombok.ToString;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * A dense output layer for every time step that gives reward to its logits and learns by LFP.
 *
 * <p>Its activation and loss function serve predictions and the score; what is learned follows from
 * the reward alone. See {@link RnnOutputLayer} for everything but rule and reward.
 */
@Getter
@Setter
@NoArgsConstructor
@EqualsAndHashCode(callSuper = true)
@ToString(callSuper = true)
public class LfpRnnOutputLayer extends RnnOutputLayer implements WeightedConf, RewardedConf {

  private Rule rule = new EpsilonRule();

  private boolean inputReward;

  private boolean lowest;

  /** Null for the reward that belongs to the loss function. */
  private Reward reward;

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> trainingListeners,
      int layerIndex,
      INDArray layerParamsView,
      boolean initializeParams,
      DataType networkDataType) {
    return LayerFactory.prepare(
        new LfpRnnOutput(conf, networkDataType),
        conf,
        trainingListeners,
        layerIndex,
        layerParamsView,
        initializeParams);
  }

  @Override
  public ParamInitializer initializer() {
    return LfpDefaultParamInitializer.INSTANCE;
  }

  /** Builds the layer as DL4J's builder does; rule and reward come first. */
  @SuppressWarnings("unchecked") // DL4J declares build() with a free type parameter
  public static class Builder extends RnnOutputLayer.Builder {
    private Rule rule = new EpsilonRule();
    private Reward reward;

    /** A layer with the default epsilon rule and the given reward. */
    public Builder(Reward reward) {
      this.reward = reward;
    }

    /** A layer with the default epsilon rule and the reward that belongs to a loss function. */
    public Builder(LossFunctions.LossFunction lossFunction) {
      super(lossFunction);
    }

    /** Replaces the rule. */
    public Builder rule(Rule newRule) {
      this.rule = newRule;
      return this;
    }

    @Override
    public LfpRnnOutputLayer build() {
      LfpRnnOutputLayer layer = LayerCopy.of(super.build(), LfpRnnOutputLayer.class);
      layer.setRule(rule);
      layer.setReward(reward);
      return layer;
    }
  }
}
