package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.Stabilizer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.same.Abs;
import org.nd4j.linalg.api.ops.impl.transforms.strict.SoftSign;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * A forward pass of batch normalisation, {@code xhat = (x - mean) / sigma}, as its way back needs
 * it. Of the arrays of the size of the input only {@code x - mean} is kept; xhat and the output are
 * formed from it where they are needed. Operations go to and fro between two arrays: in place, ND4J
 * takes two to three times as long for most of them.
 *
 * @param channels the layout of the activations
 * @param centred {@code x - mean}, the shape of the input
 * @param mean [C], of the batch or running
 * @param variance [C], of the batch or running
 * @param sigma [C], {@code sqrt(variance + eps)}
 * @param ofBatch whether mean and variance are the batch's and depend on the input
 */
record Normalization(
    Channels channels,
    INDArray centred,
    INDArray mean,
    INDArray variance,
    INDArray sigma,
    boolean ofBatch) {

  /** Below this, the output divided by epsilon may exceed the range of numbers. */
  private static final double LEAST_EPSILON = 1e-15;

  /**
   * Normalises by mean and variance of the batch, which is not corrected for its size.
   *
   * @param scratch the shape and ordering of {@code x}; overwritten
   */
  static Normalization byBatch(
      Channels channels, INDArray x, double eps, INDArray scratch, LayerWorkspaceMgr workspaceMgr) {
    double numbers = channels.numbersEach();
    INDArray mean = channels.sum(x).divi(numbers);
    INDArray centred = like(x, ArrayType.ACTIVATIONS, workspaceMgr);
    channels.subtract(x, mean, centred);
    INDArray variance = channels.dot(centred, centred, scratch).divi(numbers);
    return of(channels, centred, mean, variance, eps, true, workspaceMgr);
  }

  /** Normalises by given statistics. */
  static Normalization by(
      RunningStatistics running,
      Channels channels,
      INDArray x,
      double eps,
      LayerWorkspaceMgr workspaceMgr) {
    INDArray centred = like(x, ArrayType.ACTIVATIONS, workspaceMgr);
    channels.subtract(x, running.mean(), centred);
    return of(channels, centred, running.mean(), running.variance(), eps, false, workspaceMgr);
  }

  private static Normalization of(
      Channels channels,
      INDArray centred,
      INDArray mean,
      INDArray variance,
      double eps,
      boolean ofBatch,
      LayerWorkspaceMgr workspaceMgr) {
    INDArray sigma = Transforms.sqrt(variance.add(eps), false);
    return new Normalization(
        channels,
        centred,
        workspaceMgr.leverageTo(ArrayType.ACTIVATIONS, mean),
        workspaceMgr.leverageTo(ArrayType.ACTIVATIONS, variance),
        workspaceMgr.leverageTo(ArrayType.ACTIVATIONS, sigma),
        ofBatch);
  }

  /** An array of the shape and ordering of another. */
  static INDArray like(INDArray x, ArrayType type, LayerWorkspaceMgr workspaceMgr) {
    return workspaceMgr.createUninitialized(type, x.dataType(), x.shape(), x.ordering());
  }

  /**
   * Writes {@code z = scale xhat + shift}.
   *
   * @param scratch the shape and ordering of the activations; overwritten
   * @param out may be {@link #centred}
   */
  INDArray output(ScaleAndShift affine, INDArray scratch, INDArray out) {
    return affine(affine.scale().div(sigma), affine.shift(), scratch, out);
  }

  private INDArray affine(INDArray scale, INDArray shift, INDArray scratch, INDArray out) {
    channels.multiply(centred, scale, scratch);
    channels.add(scratch, shift, out);
    return out;
  }

  /**
   * Writes {@code q = g z / stab(z) = g |z| / (|z| + eps)}. With the stabiliser's eps, {@code |z| /
   * (|z| + eps) = |softsign(z / eps)|}.
   *
   * @param g the layout of the activations
   * @param z the shape and ordering of the activations; overwritten
   */
  INDArray quotient(
      INDArray g, ScaleAndShift affine, Stabilizer stabilizer, INDArray z, INDArray q) {
    double epsilon = stabilizer.epsilon();
    if (epsilon < LEAST_EPSILON) {
      output(affine, q, z);
      return stabilizer.divide(z.mul(g, q), z);
    }
    affine(affine.scale().div(sigma).divi(epsilon), affine.shift().div(epsilon), q, z);
    Nd4j.exec(new SoftSign(z, q));
    Nd4j.exec(new Abs(q, z));
    return z.mul(g, q);
  }

  /** {@code sum q} and {@code sum q xhat} of each channel, [C]: what shift and scale learn from. */
  record Sums(INDArray q, INDArray qXhat) {}

  /**
   * @param scratch the shape and ordering of the activations; overwritten
   */
  Sums sums(INDArray q, INDArray scratch) {
    return new Sums(channels.sum(q), channels.dot(q, centred, scratch).divi(sigma));
  }

  /**
   * Writes the transposed map of q: {@code slope / sigma q} for given statistics; for those of the
   * batch, of M numbers per channel, {@code slope / sigma (q - sum q / M - xhat sum(q xhat) / M)}.
   *
   * @param q the layout of the activations
   * @param sums those of q; ignored for given statistics
   * @param scratch the shape and ordering of the activations; overwritten; may be {@code q}
   */
  INDArray transposed(INDArray q, INDArray slope, Sums sums, INDArray scratch, INDArray out) {
    INDArray scale = slope.div(sigma);
    if (!ofBatch) {
      channels.multiply(q, scale, out);
      return out;
    }
    double numbers = -channels.numbersEach();
    channels.multiply(centred, sums.qXhat().div(sigma).divi(numbers), out);
    out.addi(q);
    channels.add(out, sums.q().div(numbers), scratch);
    channels.multiply(scratch, scale, out);
    return out;
  }
}
