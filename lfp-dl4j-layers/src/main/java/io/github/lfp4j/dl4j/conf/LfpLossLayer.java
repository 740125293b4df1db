package io.github.lfp4j.dl4j.conf;

import io.github.lfp4j.core.reward.Reward;
import io.github.lfp4j.dl4j.layer.LfpLoss;
import java.util.Collection;
import lombok.EqualsAndHashCode;
import lombok.Getter;
import lombok.NoArgsConstructor;
import lombok.Setter;
import lombok.ToString;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * An output without parameters that gives reward to its input. See {@link LossLayer} for everything
 * but the reward.
 */
@Getter
@Setter
@NoArgsConstructor
@EqualsAndHashCode(callSuper = true)
@ToString(callSuper = true)
public class LfpLossLayer extends LossLayer implements LossConf {

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
        new LfpLoss(conf, networkDataType),
        conf,
        trainingListeners,
        layerIndex,
        layerParamsView,
        initializeParams);
  }

  /** Builds the layer as DL4J's builder does; the reward comes first. */
  @SuppressWarnings("unchecked") // DL4J declares build() with a free type parameter
  public static class Builder extends LossLayer.Builder {
    private Reward reward;

    /** A layer with the given reward. */
    public Builder(Reward reward) {
      this.reward = reward;
    }

    /** A layer with the reward that belongs to a loss function. */
    public Builder(LossFunctions.LossFunction lossFunction) {
      super(lossFunction);
    }

    @Override
    public LfpLossLayer build() {
      LfpLossLayer layer = LayerCopy.of(super.build(), LfpLossLayer.class);
      layer.setReward(reward);
      return layer;
    }
  }
}
