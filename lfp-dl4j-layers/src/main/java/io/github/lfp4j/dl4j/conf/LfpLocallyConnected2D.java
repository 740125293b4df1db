package io.github.lfp4j.dl4j.conf;

import io.github.lfp4j.core.map.LinearMap;
import io.github.lfp4j.core.map.LocallyConnectedMap;
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
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonIgnoreProperties;

/**
 * A locally connected layer over images that learns by LFP. See {@link LocallyConnected2D} for
 * everything but the rule. DL4J ignores the dilation of its windows, and so does this layer.
 */
@Getter
@Setter
@EqualsAndHashCode(callSuper = true)
@JsonIgnoreProperties({"paramShapes"})
public class LfpLocallyConnected2D extends LocallyConnected2D implements LocallyConnectedConf {

  private Rule rule = new EpsilonRule();

  private boolean inputReward;

  private boolean lowest;

  /** For deserialisation and conversion, which set everything. */
  public LfpLocallyConnected2D() {
    super(new LocallyConnected2D.Builder());
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
    return new LocallyConnectedMap(
        getKernel()[0],
        getKernel()[1],
        getStride()[0],
        getStride()[1],
        getPadding()[0],
        getPadding()[1],
        getOutputSize()[0],
        getOutputSize()[1],
        isChannelsLast());
  }

  private boolean isChannelsLast() {
    return getFormat() == CNN2DFormat.NHWC;
  }

  @Override
  public long[] inputShape() {
    int[] size = getInputSize();
    return isChannelsLast()
        ? new long[] {1, size[0], size[1], getNIn()}
        : new long[] {1, getNIn(), size[0], size[1]};
  }

  /** Builds the layer as DL4J's builder does. */
  @SuppressWarnings("unchecked") // DL4J declares build() with a free type parameter
  public static class Builder extends LocallyConnected2D.Builder {
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
    public LfpLocallyConnected2D build() {
      LfpLocallyConnected2D layer = LayerCopy.of(super.build(), LfpLocallyConnected2D.class);
      layer.setRule(rule);
      return layer;
    }
  }
}
