package io.github.lfp4j.dl4j.conf;

import io.github.lfp4j.dl4j.layer.ForeignParameters;
import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The part of {@code instantiate} that is the same for every layer. */
final class LayerFactory {

  private LayerFactory() {}

  static <L extends Layer> L prepare(
      L layer,
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray paramsView,
      boolean initializeParams) {
    layer.setListeners(listeners);
    layer.setIndex(index);
    layer.setParamsViewArray(paramsView);
    layer.setParamTable(conf.getLayer().initializer().init(conf, paramsView, initializeParams));
    layer.setConf(conf);
    ForeignParameters.claim(paramsView, conf.getLayer(), index);
    return layer;
  }
}
