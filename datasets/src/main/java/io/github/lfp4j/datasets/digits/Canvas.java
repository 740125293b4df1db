package io.github.lfp4j.datasets.digits;

import java.util.Random;

/** A square of grey pixels on which a round pen with soft edges draws; 0 is paper, 1 is ink. */
final class Canvas {

  private final int side;
  private final float[] ink;

  Canvas(int side) {
    this.side = side;
    this.ink = new float[side * side];
  }

  /**
   * Draws a chain of straight lines.
   *
   * @param line points in pixels; the centre of the first pixel is at 0.5, 0.5
   * @param startRadius half the width of the line where the pen starts, in pixels
   * @param endRadius the same where it stops; in between the width changes evenly
   * @param softness over how many pixels ink turns into paper at the edge
   */
  void draw(double[][] line, double startRadius, double endRadius, double softness) {
    int segments = line.length - 1;
    for (int i = 0; i < segments; i++) {
      double radius = startRadius + (endRadius - startRadius) * i / segments;
      segment(line[i], line[i + 1], radius, softness);
    }
  }

  private void segment(double[] from, double[] to, double radius, double softness) {
    double reach = radius + softness;
    int left = clamp(Math.min(from[0], to[0]) - reach);
    int right = clamp(Math.max(from[0], to[0]) + reach);
    int top = clamp(Math.min(from[1], to[1]) - reach);
    int bottom = clamp(Math.max(from[1], to[1]) + reach);
    double dx = to[0] - from[0];
    double dy = to[1] - from[1];
    double length = dx * dx + dy * dy;
    for (int row = top; row <= bottom; row++) {
      for (int column = left; column <= right; column++) {
        double x = column + 0.5 - from[0];
        double y = row + 0.5 - from[1];
        double t = length == 0 ? 0 : Math.max(0, Math.min(1, (x * dx + y * dy) / length));
        double away = Math.sqrt((x - t * dx) * (x - t * dx) + (y - t * dy) * (y - t * dy));
        float strength = (float) Math.min(1, (radius - away) / softness + 0.5);
        int pixel = row * side + column;
        ink[pixel] = Math.max(ink[pixel], strength);
      }
    }
  }

  private int clamp(double position) {
    return (int) Math.max(0, Math.min(side - 1, position));
  }

  /**
   * The pixels row by row, 0 to 255.
   *
   * @param darkest grey of full ink, up to 1
   * @param noise standard deviation of the grain that the paper adds to each pixel
   */
  byte[] develop(double darkest, double noise, Random random) {
    byte[] pixels = new byte[ink.length];
    for (int i = 0; i < pixels.length; i++) {
      double grey = ink[i] * darkest + noise * random.nextGaussian();
      pixels[i] = (byte) Math.round(255 * Math.max(0, Math.min(1, grey)));
    }
    return pixels;
  }
}
