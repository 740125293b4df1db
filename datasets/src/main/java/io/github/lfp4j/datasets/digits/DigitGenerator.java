package io.github.lfp4j.datasets.digits;

import java.util.List;
import java.util.Random;

/**
 * Draws handwriting-like digits. Every image depends on the seed and on its own index alone, and
 * only arithmetic whose result Java prescribes is used: the same seed gives the same bytes on every
 * machine.
 */
public final class DigitGenerator {

  /** Width and height of an image in pixels. */
  public static final int SIDE = 28;

  /** Number of classes, the digits 0 to 9. */
  public static final int CLASSES = 10;

  private final long seed;

  /**
   * @param seed chooses the set; generators of different seeds draw different images
   */
  public DigitGenerator(long seed) {
    this.seed = seed;
  }

  /**
   * The digit that image {@code index} shows: the classes follow each other in turn.
   *
   * @return 0 to 9
   */
  public static int digit(int index) {
    return index % CLASSES;
  }

  /**
   * Draws one image.
   *
   * @param index which image of the set, 0 or more
   * @return {@value #SIDE} times {@value #SIDE} bytes, row by row, unsigned: 0 is background, 255
   *     is full ink
   */
  public byte[] image(int index) {
    Random random = new Random(mix(seed + mix(index)));
    List<List<Stroke>> variants = Glyphs.of(digit(index));
    List<Stroke> strokes = variants.get(random.nextInt(variants.size()));
    Hand hand = new Hand(random);
    double radius = 0.75 + 0.85 * random.nextDouble();
    double softness = 0.9 + 0.8 * random.nextDouble();
    Canvas canvas = new Canvas(SIDE);
    for (Stroke stroke : strokes) {
      double[][] line = stroke.line(hand.place(stroke.points()));
      hand.move(line);
      double start = radius * (0.85 + 0.3 * random.nextDouble());
      double end = radius * (0.85 + 0.3 * random.nextDouble());
      canvas.draw(line, start, end, softness);
    }
    double darkest = 0.8 + 0.2 * random.nextDouble();
    double noise = 0.06 * random.nextDouble();
    return canvas.develop(darkest, noise, random);
  }

  // Spreads neighbouring numbers over all 64 bits (the finaliser of SplitMix64, Steele et al.
  // 2014).
  private static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
