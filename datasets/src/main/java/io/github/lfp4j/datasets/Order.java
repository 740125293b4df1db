package io.github.lfp4j.datasets;

import java.util.Random;

/** In which order an epoch visits the examples. */
@FunctionalInterface
interface Order {

  /** As they are stored, every epoch. */
  Order FIXED = (size, epoch) -> identity(size);

  /**
   * @param size number of examples
   * @param epoch number of the epoch, from 0
   * @return the examples' numbers, each once
   */
  int[] of(int size, int epoch);

  /** A fresh shuffle for each epoch, the same for the same seed on every machine. */
  static Order shuffled(long seed) {
    // Neighbouring seeds of Random begin alike, so seed and epoch are spread before they meet.
    long base = new Random(seed).nextLong();
    return (size, epoch) ->
        shuffle(identity(size), new Random(base ^ (epoch * 0x9e3779b97f4a7c15L)));
  }

  /** Shuffles in place and returns the array. */
  static int[] shuffle(int[] numbers, Random random) {
    for (int i = numbers.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int moved = numbers[i];
      numbers[i] = numbers[other];
      numbers[other] = moved;
    }
    return numbers;
  }

  private static int[] identity(int size) {
    int[] numbers = new int[size];
    for (int i = 0; i < size; i++) {
      numbers[i] = i;
    }
    return numbers;
  }
}
