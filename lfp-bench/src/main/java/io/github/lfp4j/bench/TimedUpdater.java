package io.github.lfp4j.bench;

import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.api.Updater;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Holds a clock to an updater. */
final class TimedUpdater implements Updater {

  private static final long serialVersionUID = 1L;

  private final transient Updater updater;
  private long nanos;

  TimedUpdater(Updater updater) {
    this.updater = updater;
  }

  /** Milliseconds since the last call; begins again at zero. */
  double takeMillis() {
    double millis = nanos / 1e6;
    nanos = 0;
    return millis;
  }

  @Override
  public void setStateViewArray(Trainable layer, INDArray viewArray, boolean initialize) {
    updater.setStateViewArray(layer, viewArray, initialize);
  }

  @Override
  public INDArray getStateViewArray() {
    return updater.getStateViewArray();
  }

  @Override
  public void update(
      Trainable layer,
      Gradient gradient,
      int iteration,
      int epoch,
      int miniBatchSize,
      LayerWorkspaceMgr workspaceMgr) {
    long start = System.nanoTime();
    updater.update(layer, gradient, iteration, epoch, miniBatchSize, workspaceMgr);
    nanos += System.nanoTime() - start;
  }
}
