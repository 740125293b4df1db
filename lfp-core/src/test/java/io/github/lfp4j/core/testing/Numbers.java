package io.github.lfp4j.core.testing;

import java.util.Random;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Reproducible numbers for tests: with negative ones, with exact zeros and with rows of zeros.
 *
 * <p>Half of all generators draw multiples of 1/4, of which sums and products are exact in any
 * order, so that sums which cancel to exactly zero do occur.
 */
public final class Numbers {

  private final Random random;
  private final DataType type;
  private final boolean grid;

  /** Numbers that the data type can represent. */
  public Numbers(long seed, DataType type) {
    this.random = new Random(seed);
    this.type = type;
    this.grid = random.nextBoolean();
  }

  /** Whether all numbers are multiples of 1/4. */
  public boolean onGrid() {
    return grid;
  }

  /** A whole number from {@code low} to {@code high}, both included. */
  public int between(int low, int high) {
    return low + random.nextInt(high - low + 1);
  }

  /** True or false. */
  public boolean coin() {
    return random.nextBoolean();
  }

  /** As many numbers as asked for, about one in six of them zero. */
  public double[] some(int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextInt(6) == 0 ? 0 : next();
    }
    return values;
  }

  /** Inputs of several samples: one in four samples is all zero. */
  public double[] samples(int n, int size) {
    double[] values = some(n * size);
    for (int sample = 0; sample < n; sample++) {
      if (random.nextInt(4) == 0) {
        java.util.Arrays.fill(values, sample * size, (sample + 1) * size, 0);
      }
    }
    return values;
  }

  private double next() {
    if (grid) {
      return (random.nextInt(17) - 8) / 4.0;
    }
    double value = random.nextGaussian();
    return type == DataType.DOUBLE ? value : (float) value;
  }
}
