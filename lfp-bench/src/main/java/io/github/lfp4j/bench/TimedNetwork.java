package io.github.lfp4j.bench;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.dataset.DataSet;

/**
 * A copy of a network with a clock at each layer and one at the updater.
 *
 * @param fit a training step
 * @param layers as the network counts them
 * @param updateMillis milliseconds of updates since the last call
 */
record TimedNetwork(Consumer<DataSet> fit, List<TimedLayer> layers, DoubleSupplier updateMillis) {

  static TimedNetwork of(MultiLayerNetwork network) {
    MultiLayerNetwork copy = network.clone();
    List<TimedLayer> layers = Arrays.stream(copy.getLayers()).map(TimedLayer::new).toList();
    TimedUpdater updater = new TimedUpdater(copy.getUpdater());
    copy.setUpdater(updater);
    copy.setLayers(layers.stream().map(TimedLayer::proxy).toArray(Layer[]::new));
    return new TimedNetwork(copy::fit, layers, updater::takeMillis);
  }

  static TimedNetwork of(ComputationGraph graph) {
    ComputationGraph copy = graph.clone();
    List<TimedLayer> layers = Arrays.stream(copy.getLayers()).map(TimedLayer::new).toList();
    TimedGraphUpdater updater = new TimedGraphUpdater(copy);
    copy.setUpdater(updater);
    for (GraphVertex vertex : copy.getVertices()) {
      layers.stream()
          .filter(timed -> timed.layer() == vertex.getLayer())
          .forEach(timed -> replaceLayer(vertex, timed.proxy()));
    }
    return new TimedNetwork(copy::fit, layers, updater::takeMillis);
  }

  /** A graph knows its vertices in two places, and has no way to replace one or its layer. */
  private static void replaceLayer(GraphVertex vertex, Layer layer) {
    try {
      Field field = LayerVertex.class.getDeclaredField("layer");
      field.setAccessible(true);
      field.set(vertex, layer);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Deeplearning4j's LayerVertex has no field 'layer'", e);
    }
  }

  /** Holds a clock to a graph's updater, which is a class. */
  private static final class TimedGraphUpdater extends ComputationGraphUpdater {

    private static final long serialVersionUID = 1L;

    private long nanos;

    TimedGraphUpdater(ComputationGraph graph) {
      super(graph);
    }

    double takeMillis() {
      double millis = nanos / 1e6;
      nanos = 0;
      return millis;
    }

    @Override
    public synchronized void update(
        Gradient gradient,
        int iteration,
        int epoch,
        int batchSize,
        LayerWorkspaceMgr workspaceMgr) {
      long start = System.nanoTime();
      super.update(gradient, iteration, epoch, batchSize, workspaceMgr);
      nanos += System.nanoTime() - start;
    }
  }
}
