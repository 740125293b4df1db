package io.github.lfp4j.datasets.digits;

import java.util.Random;

/**
 * How one writer's hand distorts one digit: unsteady control points, then slant, proportions and
 * turn, then a smooth warp of the plane, then a shift on the paper. Drawn once for each image.
 */
final class Hand {

  private static final double MIDDLE = DigitGenerator.SIDE / 2.0;
  private static final double PIXELS_PER_UNIT = 0.2;
  private static final double UNSTEADINESS = 2.2;
  private static final double TURN = 0.16;
  private static final double SLANT = 0.2;
  private static final double STRETCH = 0.13;
  private static final double SHIFT = 2.2;
  private static final double WARP = 0.85;
  private static final int WAVES = 3;

  private final Random random;
  private final double[] matrix = new double[4];
  private final double[] shift = new double[2];
  // For each axis and wave: amplitude in pixels, two frequencies in radians per pixel, phase.
  private final double[][][] waves = new double[2][WAVES][];

  Hand(Random random) {
    this.random = random;
    double turn = TURN * random.nextGaussian();
    double slant = SLANT * random.nextGaussian();
    double size = PIXELS_PER_UNIT * (1 + 0.09 * random.nextGaussian());
    double wide = size * StrictMath.exp(STRETCH * random.nextGaussian()) * 0.92;
    double high = size * StrictMath.exp(0.5 * STRETCH * random.nextGaussian());
    double cos = StrictMath.cos(turn);
    double sin = StrictMath.sin(turn);
    matrix[0] = wide * cos;
    matrix[1] = -high * (sin + slant * cos);
    matrix[2] = wide * sin;
    matrix[3] = high * (cos - slant * sin);
    for (int axis = 0; axis < 2; axis++) {
      shift[axis] = MIDDLE + SHIFT * (2 * random.nextDouble() - 1);
      for (int wave = 0; wave < WAVES; wave++) {
        double direction = 2 * StrictMath.PI * random.nextDouble();
        double frequency = 2 * StrictMath.PI / (14 + 16 * random.nextDouble());
        waves[axis][wave] =
            new double[] {
              WARP * random.nextGaussian() / Math.sqrt(WAVES) * 1.2,
              frequency * StrictMath.cos(direction),
              frequency * StrictMath.sin(direction),
              2 * StrictMath.PI * random.nextDouble()
            };
      }
    }
  }

  /** The control points, each a little off: still in units of the box of 100 by 100. */
  double[][] place(double[][] points) {
    double[][] placed = new double[points.length][];
    for (int i = 0; i < points.length; i++) {
      placed[i] =
          new double[] {
            points[i][0] + UNSTEADINESS * random.nextGaussian(),
            points[i][1] + UNSTEADINESS * random.nextGaussian()
          };
    }
    return placed;
  }

  /** From units of the box to pixels of the image, in place. */
  void move(double[][] line) {
    for (double[] point : line) {
      double u = point[0] - 50;
      double v = point[1] - 50;
      double x = matrix[0] * u + matrix[1] * v;
      double y = matrix[2] * u + matrix[3] * v;
      point[0] = x + shift[0] + wave(0, x, y);
      point[1] = y + shift[1] + wave(1, x, y);
    }
  }

  private double wave(int axis, double x, double y) {
    double sum = 0;
    for (double[] wave : waves[axis]) {
      sum += wave[0] * StrictMath.sin(wave[1] * x + wave[2] * y + wave[3]);
    }
    return sum;
  }
}
