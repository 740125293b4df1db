package io.github.lfp4j.datasets;

import io.github.lfp4j.datasets.digits.DigitGenerator;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * {@code digits}: handwriting-like digits of 28 by 28 grey pixels, drawn when they are needed.
 * Options: {@code train} and {@code test}, the numbers of images, and {@code seed}.
 */
public final class DigitsProvider implements DataSourceProvider {

  private static final int MOST = 1_000_000;
  private static final List<String> LABELS =
      IntStream.range(0, DigitGenerator.CLASSES).mapToObj(Integer::toString).toList();

  @Override
  public String kind() {
    return "digits";
  }

  @Override
  public String usage() {
    return "digits[?train=N&test=N&seed=N]";
  }

  @Override
  public DataSource open(DataSpec spec, DataOptions options) {
    if (spec.location() != null) {
      throw new DataException(
          "The data set digits is drawn, not read: drop ':" + spec.location() + "'.");
    }
    SpecOptions asked = new SpecOptions(spec, List.of("train", "test", "seed"));
    int train = asked.number("train", 10_000, DigitGenerator.CLASSES, MOST);
    int test = asked.number("test", 2_000, DigitGenerator.CLASSES, MOST);
    DigitGenerator generator = new DigitGenerator(asked.seed("seed", 1));
    return new InMemorySource(
        kind(), LABELS, draw(generator, 0, train), draw(generator, train, test));
  }

  private static Examples draw(DigitGenerator generator, int first, int count) {
    byte[][] pixels = new byte[count][];
    byte[] classes = new byte[count];
    // Images do not depend on each other, so any number of threads draws the same ones.
    IntStream.range(0, count)
        .parallel()
        .forEach(
            i -> {
              pixels[i] = generator.image(first + i);
              classes[i] = (byte) DigitGenerator.digit(first + i);
            });
    long[] shape = {1, DigitGenerator.SIDE, DigitGenerator.SIDE};
    return new ImageExamples(shape, Arrays.asList(pixels), classes, DigitGenerator.CLASSES);
  }
}
