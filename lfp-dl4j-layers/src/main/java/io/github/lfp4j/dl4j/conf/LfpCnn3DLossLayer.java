package io.github.lfp4j.dl4j.conf;

import io.github.lfp4j.core.reward.Reward;
import io.github.lfp4j.dl4j.layer.LfpCnn3DLoss;
import java.util.Collection;
import lombok.EqualsAndHashCode;
import lombok.Getter;
import lombok.NoArgsConstructor;
import lombok.Setter;
import lombok.ToString;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Cnn3DLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An output without parameters that gives reward to its input at every voxel. See {@link
 * Cnn3DLossLayer} for everything but the reward.
 */
@Getter
@Setter
@NoArgsConstructor
@EqualsAndHashCode(callSuper = true)
@ToString(callSuper = true)
public class LfpCnn3DLossLayer extends Cnn3DLossLayer implements LossConf {

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
        new LfpCnn3DLoss(conf, networkDataType),
        conf,
        trainingListeners,
        layerIndex,
        layerParamsView,
        initializeParams);
  }

  /** Builds the layer as DL4J's builder does; the reward comes first. */
  @SuppressWarnings("unchecked") // DL4J declares build() with a free type parameter
  public static class Builder extends Cnn3DLossLayer.Builder {
    private final Reward reward;

    /**
     * A layer for data in this format.
     *
     * @param newReward null for the one that belongs to the loss function
     */
    public Builder(Convolution3D.DataFormat format, Reward newReward) {
      super(format);
      this.reward = newReward;
    }

    @Override
    public LfpCnn3DLossLayer build() {
      LfpCnn3DLossLayer layer = LayerCopy.of(super.build(), LfpCnn3DLossLayer.class);
      layer.setReward(reward);
      return layer;
    }
  }
}
