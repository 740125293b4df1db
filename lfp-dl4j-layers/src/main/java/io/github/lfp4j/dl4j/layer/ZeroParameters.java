package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.rule.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns, once per layer, of parameters that are zero throughout: feedback is proportional to their
 * size, so they would never move. It is the first backward pass that asks, so this is also where
 * {@link ForeignParameters} are looked for.
 */
final class ZeroParameters {

  private static final Logger LOG = LoggerFactory.getLogger(ZeroParameters.class);

  /** Running averages of batch normalisation, which DL4J keeps among the parameters. */
  private static final Set<String> STATISTICS =
      Set.of(
          BatchNormalizationParamInitializer.GLOBAL_MEAN,
          BatchNormalizationParamInitializer.GLOBAL_VAR,
          BatchNormalizationParamInitializer.GLOBAL_LOG_STD);

  private boolean checked;

  void warnOnce(Layer layer, Rule rule) {
    if (checked) {
      return;
    }
    checked = true;
    ForeignParameters.warnOnce(layer.params());
    List<String> names = rule.scalesByMagnitude() ? namesOf(layer.paramTable(true)) : List.of();
    if (!names.isEmpty()) {
      LOG.warn(
          "All values of {} of layer {} ('{}') are zero: LFP scales updates by the size of a"
              + " parameter, so they will never change. Initialise them with small random numbers"
              + " (the LFP layers' own initialisation does).",
          String.join(", ", names),
          layer.getIndex(),
          layer.conf().getLayer().getLayerName());
    }
  }

  /** The names of the parameters to learn that are zero throughout. */
  static List<String> namesOf(Map<String, INDArray> parameters) {
    List<String> names = new ArrayList<>();
    parameters.forEach(
        (name, values) -> {
          if (!STATISTICS.contains(name) && values.amaxNumber().doubleValue() == 0) {
            names.add(name);
          }
        });
    return names;
  }
}
