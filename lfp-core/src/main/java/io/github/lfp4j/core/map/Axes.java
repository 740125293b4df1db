package io.github.lfp4j.core.map;

import java.util.stream.IntStream;

/** Axes of arrays. */
public final class Axes {

  private Axes() {}

  /** All axes of an array but one: what is summed over to get a number per unit. */
  public static int[] allBut(int axis, int rank) {
    return IntStream.range(0, rank).filter(other -> other != axis).toArray();
  }

  /** All axes of an array but two. */
  static int[] allBut(int one, int other, int rank) {
    return IntStream.range(0, rank).filter(axis -> axis != one && axis != other).toArray();
  }
}
