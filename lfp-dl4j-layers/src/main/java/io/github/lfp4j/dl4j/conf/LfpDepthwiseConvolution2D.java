package io.github.lfp4j.dl4j.conf;

import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.dl4j.init.LfpDepthwiseConvolutionParamInitializer;
import io.github.lfp4j.dl4j.layer.LfpDepthwiseConvolution;
import java.util.Collection;
import lombok.EqualsAndHashCode;
import lombok.Getter;
import lombok.NoArgsConstructor;
import lombok.Setter;
import lombok.ToString;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A depthwise convolution that learns by LFP. See {@link DepthwiseConvolution2D} for everything but
 * the rule.
 */
@Getter
@Setter
@NoArgsConstructor
@EqualsAndHashCode(callSuper = true)
@ToString(callSuper = true)
public class LfpDepthwiseConvolution2D extends DepthwiseConvolution2D implements HiddenConf {

  private Rule rule = new EpsilonRule();

  private boolean inputReward;

  private boolean lowest;

  private boolean outputUntouched = true;

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> trainingListeners,
      int layerIndex,
      INDArray layerParamsView,
      boolean initializeParams,
      DataType networkDataType) {
    return LayerFactory.prepare(
        new LfpDepthwiseConvolution(conf, networkDataType),
        conf,
        trainingListeners,
        layerIndex,
        layerParamsView,
        initializeParams);
  }

  @Override
  public ParamInitializer initializer() {
    return LfpDepthwiseConvolutionParamInitializer.INSTANCE;
  }

  /** Builds the layer as DL4J's builder does. */
  @SuppressWarnings("unchecked") // DL4J declares build() with a free type parameter
  public static class Builder extends DepthwiseConvolution2D.Builder {
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
    public LfpDepthwiseConvolution2D build() {
      LfpDepthwiseConvolution2D layer =
          LayerCopy.of(super.build(), LfpDepthwiseConvolution2D.class);
      layer.setRule(rule);
      return layer;
    }
  }
}
