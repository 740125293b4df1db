package io.github.lfp4j.cli.report;

import java.util.ArrayList;
import java.util.List;

/**
 * An image and the relevance of its pixels.
 *
 * @param width in pixels
 * @param height in pixels
 * @param pixels colour of each pixel as 0xRRGGBB, row by row
 * @param relevance of each pixel, summed over its channels, row by row
 */
public record ImageRelevance(int width, int height, List<Integer> pixels, List<Double> relevance) {

  /** Copies the lists and checks their lengths. */
  public ImageRelevance {
    if (pixels.size() != width * height || relevance.size() != width * height) {
      throw new IllegalArgumentException(
          pixels.size() + " colours and " + relevance.size() + " values do not fit the image.");
    }
    pixels = List.copyOf(pixels);
    relevance = List.copyOf(relevance);
  }

  /**
   * From numbers in the order of the data: channels, rows, columns. One channel is shown in grey,
   * three as red, green and blue, others as the grey of their mean.
   *
   * @param channels how many there are, at least 1
   * @param values from 0 to 1; what lies outside is clipped
   * @param relevance as many
   */
  public static ImageRelevance of(
      int channels, int height, int width, List<Double> values, List<Double> relevance) {
    int size = width * height;
    List<Integer> pixels = new ArrayList<>();
    List<Double> sums = new ArrayList<>();
    for (int pixel = 0; pixel < size; pixel++) {
      double mean = 0;
      double sum = 0;
      for (int c = 0; c < channels; c++) {
        mean += values.get(c * size + pixel) / channels;
        sum += relevance.get(c * size + pixel);
      }
      sums.add(sum);
      boolean colour = channels == 3;
      int rgb = 0;
      for (int c = 0; c < 3; c++) {
        double value = colour ? values.get(c * size + pixel) : mean;
        rgb = rgb << 8 | (int) Math.round(255 * Math.max(0, Math.min(1, value)));
      }
      pixels.add(rgb);
    }
    return new ImageRelevance(width, height, pixels, sums);
  }

  int rgb(int x, int y) {
    return pixels.get(y * width + x);
  }

  double relevance(int x, int y) {
    return relevance.get(y * width + x);
  }
}
