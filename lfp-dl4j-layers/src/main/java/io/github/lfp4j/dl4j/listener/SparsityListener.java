package io.github.lfp4j.dl4j.listener;

import io.github.lfp4j.dl4j.LfpException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports how sparse the weights of each layer are, and how sparse their updates: LFP is known to
 * update few weights and to leave the sizes of weights unequal, which is what pruning lives on.
 *
 * <pre>{@code
 * network.addListeners(new SparsityListener(100));                      // to the log
 * network.addListeners(new SparsityListener(100, history::add));        // to who wants to know
 * }</pre>
 *
 * <p>An update is what the step subtracted from the parameters. Plain gradient steps ({@code Sgd})
 * make it a multiple of the feedback; Adam and momentum remember earlier steps, so that few of
 * their updates are zero. Only weights count, biases and the parameters of normalisation do not;
 * layers without weights and frozen ones are left out. Works with networks of any layers, LFP or
 * not, of both kinds. A report sorts all weights, so that it takes about as long as a step; nothing
 * is kept between reports.
 */
public final class SparsityListener extends BaseTrainingListener {

  private static final Logger LOG = LoggerFactory.getLogger(SparsityListener.class);

  /** An update is negligible if it is this small, relative to the largest one of its layer. */
  private static final double NEGLIGIBLE = 1e-3;

  private final int frequency;
  private final double negligible;
  private final Consumer<LayerSparsity> consumer;

  /**
   * Reports to the log.
   *
   * @param frequency every so many steps, at least 1
   */
  public SparsityListener(int frequency) {
    this(frequency, SparsityListener::log);
  }

  /**
   * Reports layer by layer, from the input on.
   *
   * @param frequency every so many steps, at least 1
   * @param consumer is called in the training thread
   */
  public SparsityListener(int frequency, Consumer<LayerSparsity> consumer) {
    this(frequency, NEGLIGIBLE, consumer);
  }

  /**
   * Reports with another idea of what is negligible.
   *
   * @param frequency every so many steps, at least 1
   * @param negligible the largest size of a negligible update, relative to the largest one of its
   *     layer; in [0, 1), 0 to count zeros only
   * @param consumer is called in the training thread
   * @throws LfpException if a number is out of its range
   */
  public SparsityListener(int frequency, double negligible, Consumer<LayerSparsity> consumer) {
    if (frequency < 1 || !(negligible >= 0 && negligible < 1)) {
      throw new LfpException(
          "a report every "
              + frequency
              + " steps with updates up to "
              + negligible
              + " of the largest counted as negligible is impossible; give at least 1 step and a"
              + " share of at least 0 and less than 1");
    }
    this.frequency = frequency;
    this.negligible = negligible;
    this.consumer = consumer;
  }

  @Override
  public void iterationDone(Model model, int iteration, int epoch) {
    if (iteration % frequency != 0) {
      return;
    }
    Layer[] layers = layers(model);
    for (int i = 0; i < layers.length; i++) {
      // DL4J's updater has overwritten the gradient with the update.
      INDArray updates = layers[i].getGradientsViewArray();
      double[] weights = weights(layers[i], layers[i].params());
      if (updates != null && weights.length > 0) {
        consumer.accept(
            new LayerSparsity(
                iteration,
                layers[i].conf().getLayer().getLayerName(),
                i,
                shareOfNegligible(weights(layers[i], updates)),
                GiniIndex.of(weights)));
      }
    }
  }

  private static Layer[] layers(Model model) {
    if (model instanceof MultiLayerNetwork network) {
      return network.getLayers();
    }
    if (model instanceof ComputationGraph graph) {
      return graph.getLayers();
    }
    throw new LfpException(
        "a model of type "
            + model.getClass().getSimpleName()
            + " has no layers to report on; use a MultiLayerNetwork or a ComputationGraph");
  }

  /**
   * The entries that belong to weights.
   *
   * @param flat one number for each parameter of the layer, in DL4J's order; null if it has none
   */
  private static double[] weights(Layer layer, INDArray flat) {
    org.deeplearning4j.nn.conf.layers.Layer conf = layer.conf().getLayer();
    if (flat == null || conf.initializer().weightKeys(conf).isEmpty()) {
      return new double[0];
    }
    Map<String, INDArray> views = conf.initializer().getGradientsFromFlattened(layer.conf(), flat);
    return conf.initializer().weightKeys(conf).stream()
        .map(views::get)
        .flatMapToDouble(weight -> Arrays.stream(values(weight)))
        .toArray();
  }

  /** DL4J calls its listeners outside of workspaces: the native copy is freed at once. */
  private static double[] values(INDArray view) {
    INDArray copy = view.dup();
    try {
      return copy.data().asDouble();
    } finally {
      copy.close();
    }
  }

  private double shareOfNegligible(double... updates) {
    double limit = negligible * Arrays.stream(updates).map(Math::abs).max().orElse(0);
    long count = Arrays.stream(updates).filter(update -> Math.abs(update) <= limit).count();
    return (double) count / updates.length;
  }

  private static void log(LayerSparsity sparsity) {
    LOG.info(
        String.format(
            Locale.ROOT,
            "iteration %d, layer %d '%s': %.1f %% of the updates of its weights are negligible,"
                + " Gini index of its weights %.3f",
            sparsity.iteration(),
            sparsity.index(),
            sparsity.layer(),
            100 * sparsity.updateSparsity(),
            sparsity.weightGini()));
  }
}
