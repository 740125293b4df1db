package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.FEATURES;
import static io.github.lfp4j.dl4j.Fixtures.configuration;
import static io.github.lfp4j.dl4j.Fixtures.dense;
import static io.github.lfp4j.dl4j.Fixtures.features;
import static io.github.lfp4j.dl4j.Fixtures.output;
import static io.github.lfp4j.dl4j.LayerSample.LAYER;

import io.github.lfp4j.dl4j.LayerSample.Oracle;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.TimeDistributed;
import org.deeplearning4j.nn.conf.layers.util.MaskZeroLayer;
import org.nd4j.linalg.activations.Activation;

/** Layers around other layers. */
final class WrapperSamples {

  private WrapperSamples() {}

  static List<LayerSample> all() {
    List<LayerSample> samples = new ArrayList<>();
    for (Bidirectional.Mode mode : Bidirectional.Mode.values()) {
      Layer both = new Bidirectional(mode, RecurrentSamples.rnn(Activation.RELU).build());
      // A product's factors get equal parts, which is not what its derivative does.
      boolean product = mode == Bidirectional.Mode.MUL;
      samples.add(overTime(mode.toString(), both, product ? Oracle.SETTINGS : Oracle.THEOREM_ONE));
    }
    samples.add(
        overTime(
            "masked by what is zero",
            new MaskZeroLayer(RecurrentSamples.rnn(Activation.RELU).build(), 0),
            Oracle.THEOREM_ONE));
    samples.add(
        new LayerSample(
            "recurrent",
            LastTimeStep.class,
            builder ->
                RecurrentSamples.sequences(
                    builder,
                    named(new LastTimeStep(RecurrentSamples.rnn(Activation.RELU).build())),
                    dense(6, Activation.RELU),
                    output()),
            RecurrentSamples::ofDifferentLength,
            Oracle.THEOREM_ONE));
    samples.addAll(simple());
    return samples;
  }

  private static LayerSample overTime(String name, Layer wrapper, Oracle oracle) {
    return new LayerSample(
        name,
        wrapper.getClass(),
        builder ->
            RecurrentSamples.sequences(
                builder, named(wrapper.clone()), new GlobalPoolingLayer(PoolingType.AVG), output()),
        RecurrentSamples::sequences,
        oracle);
  }

  private static List<LayerSample> simple() {
    return List.of(
        betweenDense("dense", new FrozenLayer(dense(5, Activation.RELU))),
        betweenDense("dense", new FrozenLayerWithBackprop(dense(5, Activation.LEAKYRELU))),
        new LayerSample(
            "dense",
            TimeDistributed.class,
            builder ->
                configuration(
                    builder,
                    InputType.recurrent(FEATURES, Series.STEPS),
                    named(new TimeDistributed(dense(5, Activation.RELU), RNNFormat.NCW)),
                    new GlobalPoolingLayer(PoolingType.MAX),
                    output()),
            Series::classified,
            Oracle.THEOREM_ONE));
  }

  private static LayerSample betweenDense(String name, Layer wrapper) {
    return new LayerSample(
        name,
        wrapper.getClass(),
        builder ->
            features(
                builder,
                dense(6, Activation.RELU),
                named(wrapper.clone()),
                dense(6, Activation.RELU),
                output()),
        Fixtures::blobs,
        Oracle.THEOREM_ONE);
  }

  private static Layer named(Layer layer) {
    layer.setLayerName(LAYER);
    return layer;
  }
}
