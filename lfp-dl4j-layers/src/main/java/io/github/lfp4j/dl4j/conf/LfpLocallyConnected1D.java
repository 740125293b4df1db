package io.github.lfp4j.dl4j.conf;

import io.github.lfp4j.core.map.LinearMap;
import io.github.lfp4j.core.map.LocallyConnected1DMap;
import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.dl4j.init.NonZero;
import io.github.lfp4j.dl4j.layer.LfpLocallyConnected;
import java.util.Collection;
import java.util.Map;
import lombok.EqualsAndHashCode;
import lombok.Getter;
import lombok.Setter;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LocallyConnected1D;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonIgnoreProperties;

/**
 * A locally connected layer over time that learns by LFP. See {@link LocallyConnected1D} for
 * everything but the rule. DL4J ignores the dilation of its windows, and so does this layer.
 */
@Getter
@Setter
@EqualsAndHashCode(callSuper = true)
@JsonIgnoreProperties({"paramShapes"})
public class LfpLocallyConnected1D extends LocallyConnected1D implements LocallyConnectedConf {

  private Rule rule = new EpsilonRule();

  private boolean inputReward;

  private boolean lowest;

  /** For deserialisation and conversion, which set everything. */
  public LfpLocallyConnected1D() {
    super(new LocallyConnected1D.Builder());
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
        new LfpLocallyConnected(conf, networkDataType),
        conf,
        trainingListeners,
        layerIndex,
        layerParamsView,
        initializeParams);
  }

  /** As DL4J's, but for biases, which would be zero. */
  @Override
  public void initializeParameters(Map<String, INDArray> params) {
    super.initializeParameters(params);
    INDArray bias = params.get(ConvolutionParamInitializer.BIAS_KEY);
    if (bias != null && NonZero.wanted(this)) {
      NonZero.uniform(bias, 1 / Math.sqrt((double) getFeatureDim()));
    }
  }

  @Override
  public IActivation function() {
    return SameDiffActivations.of(getActivation());
  }

  @Override
  public LinearMap map() {
    return new LocallyConnected1DMap(getKernel(), getStride(), getPadding(), getOutputSize());
  }

  @Override
  public long[] inputShape() {
    return new long[] {1, getNIn(), getInputSize()};
  }

  /** Builds the layer as DL4J's builder does. */
  @SuppressWarnings("unchecked") // DL4J declares build() with a free type parameter
  public static class Builder extends LocallyConnected1D.Builder {
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
    public LfpLocallyConnected1D build() {
      LfpLocallyConnected1D layer = LayerCopy.of(super.build(), LfpLocallyConnected1D.class);
      layer.setRule(rule);
      return layer;
    }
  }
}
