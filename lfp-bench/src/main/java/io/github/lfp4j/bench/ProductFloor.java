package io.github.lfp4j.bench;

import io.github.lfp4j.core.map.Convolution2DMap;
import io.github.lfp4j.core.map.DenseMap;
import io.github.lfp4j.core.map.LinearMap;
import io.github.lfp4j.core.rule.AffineForward;
import io.github.lfp4j.dl4j.layer.AffineLayer;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The matrix products and convolutions that no training step can avoid, alone: of every dense and
 * convolution layer the forward map, the derivative by the weights and, above the first layer, the
 * transposed map. By the operations that the fast layers use, into arrays made beforehand.
 */
final class ProductFloor {

  private static final String WORKSPACE = "LFP_BENCH_FLOOR";
  private static final WorkspaceConfiguration SCRATCH =
      WorkspaceConfiguration.builder().policyLearning(LearningPolicy.FIRST_LOOP).build();

  private final List<Products> layers = new ArrayList<>();

  private record Products(
      boolean first,
      LinearMap map,
      INDArray x,
      INDArray w,
      INDArray z,
      INDArray q,
      INDArray outX,
      INDArray outW) {

    static Products of(boolean first, AffineForward forward) {
      INDArray z = forward.preActivation().ulike();
      return new Products(
          first,
          forward.map(),
          forward.input().dup(forward.input().ordering()),
          forward.weights().dup(forward.weights().ordering()),
          z,
          Nd4j.rand(z.dataType(), z.shape()).subi(0.5).dup(z.ordering()),
          Nd4j.createUninitialized(z.dataType(), forward.input().shape(), forward.map().ordering()),
          forward.weights().ulike());
    }

    void run() {
      map.forward(x, w, z);
      if (first) {
        map.gradients(x, w, q, outW, null);
      } else {
        map.backward(x, w, q, outX, outW, null);
      }
    }
  }

  /**
   * The products of a network.
   *
   * @param network of the plugin's layers; not changed
   * @param features a batch as it is trained with
   */
  ProductFloor(BenchModel network, INDArray features) {
    boolean first = true;
    for (Layer layer : network.evaluatedLayers(features)) {
      if (layer instanceof AffineLayer affine
          && affine.lastForward() != null
          && isProduct(affine.lastForward().map())) {
        layers.add(Products.of(first, affine.lastForward()));
        first = false;
      }
    }
  }

  private static boolean isProduct(LinearMap map) {
    return map instanceof DenseMap || map instanceof Convolution2DMap;
  }

  /** How many layers have such products. */
  int layers() {
    return layers.size();
  }

  /** All products of one step, once. */
  void run() {
    try (MemoryWorkspace scope =
        Nd4j.getWorkspaceManager().getAndActivateWorkspace(SCRATCH, WORKSPACE)) {
      layers.forEach(Products::run);
    }
  }
}
