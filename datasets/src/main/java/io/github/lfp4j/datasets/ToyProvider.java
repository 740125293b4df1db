package io.github.lfp4j.datasets;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * {@code toy:blobs|circles|swirls}: points in the plane. Blobs are three round clouds, circles two
 * rings around one centre, swirls two (or, with {@code classes=3}, three) spiral arms. Options:
 * {@code train} and {@code test}, the numbers of points, {@code classes}, {@code noise} as a
 * standard deviation where the whole is about 2 wide, and {@code seed}.
 */
public final class ToyProvider implements DataSourceProvider {

  private static final int MOST = 10_000_000;
  private static final List<String> SHAPES = List.of("blobs", "circles", "swirls");

  @Override
  public String kind() {
    return "toy";
  }

  @Override
  public String usage() {
    return "toy:blobs|circles|swirls[?train=N&test=N&classes=N&noise=X&seed=N]";
  }

  @Override
  public DataSource open(DataSpec spec, DataOptions options) {
    SpecOptions asked = new SpecOptions(spec, List.of("train", "test", "classes", "noise", "seed"));
    String shape = spec.location();
    if (shape == null || !SHAPES.contains(shape)) {
      throw new DataException(
          "'" + spec + "' names no toy data: write toy:blobs, toy:circles or toy:swirls.");
    }
    int classes =
        switch (shape) {
          case "blobs" -> asked.number("classes", 3, 2, 20);
          case "circles" -> asked.number("classes", 2, 2, 10);
          default -> asked.number("classes", 2, 2, 5);
        };
    int train = asked.number("train", 2_000, classes, MOST);
    int test = asked.number("test", 1_000, classes, MOST);
    double noise = asked.text("noise") == null ? usualNoise(shape) : asked.fraction("noise", 0);
    Random random = new Random(asked.seed("seed", 1));
    List<double[]> points = new ArrayList<>();
    List<float[]> targets = new ArrayList<>();
    for (int i = 0; i < train + test; i++) {
      int one = i % classes;
      double[] point = point(shape, one, classes, random);
      point[0] += noise * random.nextGaussian();
      point[1] += noise * random.nextGaussian();
      points.add(point);
      float[] target = new float[classes];
      target[one] = 1;
      targets.add(target);
    }
    List<String> labels = IntStream.range(0, classes).mapToObj(one -> shape + " " + one).toList();
    return Tables.source(
        "toy:" + shape,
        labels,
        List.of("x", "y"),
        new Tables.Part(points.subList(0, train), targets.subList(0, train)),
        new Tables.Part(points.subList(train, train + test), targets.subList(train, train + test)));
  }

  private static double usualNoise(String shape) {
    return switch (shape) {
      case "blobs" -> 0.25;
      case "circles" -> 0.08;
      default -> 0.03;
    };
  }

  private static double[] point(String shape, int one, int classes, Random random) {
    double turn = 2 * Math.PI * one / classes;
    double along = random.nextDouble();
    return switch (shape) {
      case "blobs" -> polar(0.8, turn + Math.PI / 2);
      case "circles" -> polar((one + 1.0) / classes, 2 * Math.PI * along);
      // Evenly along the arm, not along the angle: the square root thins the middle out.
      default -> polar(Math.sqrt(along), turn + 2.5 * Math.PI * Math.sqrt(along));
    };
  }

  private static double[] polar(double radius, double angle) {
    return new double[] {radius * StrictMath.cos(angle), radius * StrictMath.sin(angle)};
  }
}
