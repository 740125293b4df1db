package io.github.lfp4j.dl4j.conf;

import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.dl4j.layer.LfpBidirectionalLayer;
import java.util.Collection;
import lombok.EqualsAndHashCode;
import lombok.Getter;
import lombok.NoArgsConstructor;
import lombok.Setter;
import lombok.ToString;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A layer that runs over time in both directions. How reward is shared between the two follows from
 * the mode: each direction its part of a concatenation, sum and mean by the epsilon rule, a product
 * in equal parts. What the two layers do with it, their own rules say. See {@link Bidirectional}
 * for everything but the rule.
 */
@Getter
@Setter
@NoArgsConstructor
@EqualsAndHashCode(callSuper = true)
@ToString(callSuper = true)
public class LfpBidirectional extends Bidirectional implements LfpConf {

  /** Of sum and mean: the epsilon rule, or the gradient rule, which holds for all modes. */
  private Rule rule = new EpsilonRule();

  /**
   * A layer with the default epsilon rule.
   *
   * @param mode how the two directions are combined
   * @param layer that runs in each of them
   */
  public LfpBidirectional(Mode mode, org.deeplearning4j.nn.conf.layers.Layer layer) {
    super(mode, layer);
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> trainingListeners,
      int layerIndex,
      INDArray layerParamsView,
      boolean initializeParams,
      DataType networkDataType) {
    INDArray params = layerParamsView.reshape(layerParamsView.length());
    Layer[] directions = new Layer[2];
    for (int i = 0; i < 2; i++) {
      NeuralNetConfiguration inner = conf.clone();
      inner.setLayer(i == 0 ? getFwd() : getBwd());
      long half = params.length() / 2;
      INDArray own = params.get(NDArrayIndex.interval(i * half, (i + 1) * half));
      directions[i] =
          inner
              .getLayer()
              .instantiate(
                  inner, trainingListeners, layerIndex, own, initializeParams, networkDataType);
    }
    LfpBidirectionalLayer layer =
        new LfpBidirectionalLayer(conf, directions[0], directions[1], layerParamsView);
    layer.setParamTable(initializer().init(conf, layerParamsView, initializeParams));
    layer.setConf(conf);
    return layer;
  }
}
