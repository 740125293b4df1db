package io.github.lfp4j.dl4j.conf;

import io.github.lfp4j.dl4j.layer.LfpSpaceToDepth;
import java.util.Collection;
import lombok.EqualsAndHashCode;
import lombok.Getter;
import lombok.NoArgsConstructor;
import lombok.Setter;
import lombok.ToString;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Moves blocks of pixels into channels, whatever the order in memory of what it is given. See
 * {@link SpaceToDepthLayer}.
 */
@Getter
@Setter
@NoArgsConstructor
@EqualsAndHashCode(callSuper = true)
@ToString(callSuper = true)
public class LfpSpaceToDepthLayer extends SpaceToDepthLayer {

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> trainingListeners,
      int layerIndex,
      INDArray layerParamsView,
      boolean initializeParams,
      DataType networkDataType) {
    return LayerFactory.prepare(
        new LfpSpaceToDepth(conf, networkDataType),
        conf,
        trainingListeners,
        layerIndex,
        layerParamsView,
        initializeParams);
  }

  /** Builds the layer as DL4J's builder does. */
  @SuppressWarnings("unchecked") // DL4J declares build() with a free type parameter
  public static class Builder extends SpaceToDepthLayer.Builder<Builder> {

    /**
     * @param blockSize height and width of a block in pixels
     */
    public Builder(int blockSize) {
      super(blockSize);
    }

    @Override
    public LfpSpaceToDepthLayer build() {
      return LayerCopy.of(super.build(), LfpSpaceToDepthLayer.class);
    }
  }
}
