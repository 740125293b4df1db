package io.github.lfp4j.dl4j.conf;

import io.github.lfp4j.core.recurrent.GateRule;
import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.dl4j.init.LfpGravesLstmParamInitializer;
import io.github.lfp4j.dl4j.layer.LfpGravesLstm;
import java.util.Collection;
import lombok.EqualsAndHashCode;
import lombok.Getter;
import lombok.NoArgsConstructor;
import lombok.Setter;
import lombok.ToString;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An LSTM with peepholes that learns by LFP. See {@link GravesLSTM} for everything but the rules:
 * the epsilon or the gradient rule, and how gates share reward with what they let through.
 */
@Getter
@Setter
@NoArgsConstructor
@EqualsAndHashCode(callSuper = true)
@ToString(callSuper = true)
@SuppressWarnings("deprecation") // DL4J still reads models that have it
public class LfpGravesLstmLayer extends GravesLSTM implements GatedConf {

  private Rule rule = new EpsilonRule();

  private GateRule gateRule = GateRule.BOTH;

  private boolean inputReward;

  private boolean lowest;

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> trainingListeners,
      int layerIndex,
      INDArray layerParamsView,
      boolean initializeParams,
      DataType networkDataType) {
    return LayerFactory.prepare(
        new LfpGravesLstm(conf, networkDataType),
        conf,
        trainingListeners,
        layerIndex,
        layerParamsView,
        initializeParams);
  }

  @Override
  public ParamInitializer initializer() {
    return LfpGravesLstmParamInitializer.INSTANCE;
  }

  /** Builds the layer as DL4J's builder does. */
  @SuppressWarnings("unchecked") // DL4J declares build() with a free type parameter
  public static class Builder extends GravesLSTM.Builder {
    private final Rule rule;

    private GateRule gateRule = GateRule.BOTH;

    /** A layer with the default epsilon rule. */
    public Builder() {
      this(new EpsilonRule());
    }

    /** A layer with the given rule. */
    public Builder(Rule rule) {
      this.rule = rule;
    }

    /**
     * How gates share reward with what they let through; both get all of it unless said otherwise.
     */
    public Builder gateRule(GateRule newGateRule) {
      this.gateRule = newGateRule;
      return this;
    }

    @Override
    public LfpGravesLstmLayer build() {
      LfpGravesLstmLayer layer = LayerCopy.of(super.build(), LfpGravesLstmLayer.class);
      layer.setRule(rule);
      layer.setGateRule(gateRule);
      return layer;
    }
  }
}
