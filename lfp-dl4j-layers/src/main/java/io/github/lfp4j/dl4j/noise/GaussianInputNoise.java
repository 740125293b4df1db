package io.github.lfp4j.dl4j.noise;

import lombok.EqualsAndHashCode;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.custom.Assign;
import org.nd4j.linalg.api.ops.random.impl.GaussianDistribution;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Gaussian noise on a layer's input while training: {@code a' = a + n}, {@code n ~ N(0, sigma^2)}.
 * Set it as a layer's dropout: {@code builder.dropOut(new GaussianInputNoise(0.1))}.
 *
 * <p>Reward passes unchanged, {@code R = a' G'}, so that per unit of the noiseless activation it is
 * {@code G = G' a' / a}. Networks with step activations need such noise: without it, units that are
 * always off never learn. An input that is exactly zero can carry no reward per unit; its share is
 * lost (DL4J's own GaussianNoise hands down {@code G = G'}, which loses the noise's share
 * everywhere).
 */
@EqualsAndHashCode(of = "sigma")
public final class GaussianInputNoise implements IDropout {

  private static final long serialVersionUID = 1L;

  private final double sigma;
  private transient INDArray ratio;

  /**
   * @param sigma standard deviation of the noise, in units of the input; finite, at least 0
   * @throws IllegalArgumentException if {@code sigma} is negative, infinite or not a number
   */
  @JsonCreator
  public GaussianInputNoise(@JsonProperty("sigma") double sigma) {
    if (!(sigma >= 0) || Double.isInfinite(sigma)) {
      throw new IllegalArgumentException(
          "the noise's standard deviation must be finite and at least 0, but is " + sigma);
    }
    this.sigma = sigma;
  }

  /** The standard deviation of the noise. */
  public double getSigma() {
    return sigma;
  }

  @Override
  public INDArray applyDropout(
      INDArray inputActivations,
      INDArray resultArray,
      int iteration,
      int epoch,
      LayerWorkspaceMgr workspaceMgr) {
    INDArray noise =
        Nd4j.createUninitialized(
            inputActivations.dataType(), inputActivations.shape(), inputActivations.ordering());
    Nd4j.getExecutioner().exec(new GaussianDistribution(noise, 0, sigma));
    noise.addi(inputActivations);
    ratio =
        workspaceMgr.createUninitialized(
            ArrayType.INPUT, noise.dataType(), noise.shape(), noise.ordering());
    Nd4j.exec(
        org.nd4j.linalg.api.ops.DynamicCustomOp.builder("divide_no_nan")
            .addInputs(noise, inputActivations)
            .addOutputs(ratio)
            .build());
    Nd4j.exec(new Assign(new INDArray[] {resultArray, noise}, new INDArray[] {resultArray}));
    return resultArray;
  }

  @Override
  public INDArray backprop(INDArray gradAtOutput, INDArray gradAtInput, int iteration, int epoch) {
    if (ratio == null) {
      throw new IllegalStateException("no forward pass with noise precedes this backward pass");
    }
    INDArray result = gradAtOutput.muli(ratio, gradAtInput);
    ratio = null;
    return result;
  }

  @Override
  public void clear() {
    ratio = null;
  }

  @Override
  public GaussianInputNoise clone() {
    return new GaussianInputNoise(sigma);
  }
}
