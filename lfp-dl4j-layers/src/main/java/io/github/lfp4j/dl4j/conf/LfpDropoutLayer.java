package io.github.lfp4j.dl4j.conf;

import io.github.lfp4j.dl4j.layer.LfpDropout;
import java.util.Collection;
import lombok.EqualsAndHashCode;
import lombok.Getter;
import lombok.NoArgsConstructor;
import lombok.Setter;
import lombok.ToString;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Dropout as a layer of its own. What multiplies units ({@code Dropout}, {@code SpatialDropout},
 * {@code GaussianDropout}) passes reward on unchanged, and none where the factor is zero. What is
 * added ({@code GaussianNoise}, the shift of {@code AlphaDropout}) takes its share of the reward as
 * a bias does and passes nothing on; {@code GaussianInputNoise} of this plugin leaves all reward to
 * the units. See {@link DropoutLayer}.
 */
@Getter
@Setter
@NoArgsConstructor
@EqualsAndHashCode(callSuper = true)
@ToString(callSuper = true)
public class LfpDropoutLayer extends DropoutLayer {

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> trainingListeners,
      int layerIndex,
      INDArray layerParamsView,
      boolean initializeParams,
      DataType networkDataType) {
    return LayerFactory.prepare(
        new LfpDropout(conf, networkDataType),
        conf,
        trainingListeners,
        layerIndex,
        layerParamsView,
        initializeParams);
  }

  /** Builds the layer as DL4J's builder does. */
  @SuppressWarnings("unchecked") // DL4J declares build() with a free type parameter
  public static class Builder extends DropoutLayer.Builder {
    @Override
    public LfpDropoutLayer build() {
      return LayerCopy.of(super.build(), LfpDropoutLayer.class);
    }
  }
}
