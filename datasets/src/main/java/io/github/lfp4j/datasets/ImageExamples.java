package io.github.lfp4j.datasets;

import java.util.List;

/** Images as one byte for each pixel and channel, scaled to 0..1 when they are handed out. */
final class ImageExamples implements Examples {

  private static final float[] SCALED = new float[256];

  static {
    for (int value = 0; value < SCALED.length; value++) {
      SCALED[value] = value / 255f;
    }
  }

  private final long[] shape;
  private final List<byte[]> pixels;
  private final byte[] classes;
  private final int outcomes;

  /**
   * @param shape channels, height, width
   * @param pixels for each image its unsigned bytes: channel by channel, row by row
   * @param classes for each image its class, unsigned
   * @param outcomes the number of classes, at most 256
   */
  ImageExamples(long[] shape, List<byte[]> pixels, byte[] classes, int outcomes) {
    this.shape = shape;
    this.pixels = pixels;
    this.classes = classes;
    this.outcomes = outcomes;
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  @Override
  public int outcomes() {
    return outcomes;
  }

  @Override
  public int size() {
    return pixels.size();
  }

  @Override
  public void features(int example, float[] into, int offset) {
    byte[] image = pixels.get(example);
    for (int i = 0; i < image.length; i++) {
      into[offset + i] = SCALED[image[i] & 0xff];
    }
  }

  @Override
  public void labels(int example, float[] into, int offset) {
    into[offset + (classes[example] & 0xff)] = 1;
  }
}
