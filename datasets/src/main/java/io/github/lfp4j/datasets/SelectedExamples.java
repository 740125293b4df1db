package io.github.lfp4j.datasets;

import java.util.List;

/**
 * Some of other examples, which are not copied.
 *
 * @param all where they are
 * @param numbers which ones, by their number there
 */
record SelectedExamples(Examples all, List<Integer> numbers) implements Examples {

  SelectedExamples {
    numbers = List.copyOf(numbers);
  }

  @Override
  public int size() {
    return numbers.size();
  }

  @Override
  public long[] shape() {
    return all.shape();
  }

  @Override
  public int outcomes() {
    return all.outcomes();
  }

  @Override
  public void features(int example, float[] into, int offset) {
    all.features(numbers.get(example), into, offset);
  }

  @Override
  public void labels(int example, float[] into, int offset) {
    all.labels(numbers.get(example), into, offset);
  }
}
