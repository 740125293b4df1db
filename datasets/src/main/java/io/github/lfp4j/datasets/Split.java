package io.github.lfp4j.datasets;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Which examples are trained on and which are kept for testing, where the data does not say.
 *
 * @param train numbers of examples, rising
 * @param test numbers of examples, rising
 */
record Split(List<Integer> train, List<Integer> test) {

  /**
   * Sets the same fraction of each class aside, chosen at random; at least one example of each
   * class stays to train on.
   *
   * @param classes for each example its class; all 0 where there are none
   * @param number of classes
   * @param name of the data, for the sentence if there are too few examples
   * @throws DataException if one of the parts would be empty
   */
  static Split stratified(int[] classes, int number, double fraction, long seed, String name) {
    List<Integer> train = new ArrayList<>();
    List<Integer> test = new ArrayList<>();
    Random random = new Random(seed);
    for (int one = 0; one < number; one++) {
      List<Integer> members = new ArrayList<>();
      for (int i = 0; i < classes.length; i++) {
        if (classes[i] == one) {
          members.add(i);
        }
      }
      Collections.shuffle(members, random);
      int aside = (int) Math.min(Math.round(fraction * members.size()), members.size() - 1L);
      test.addAll(members.subList(0, Math.max(0, aside)));
      train.addAll(members.subList(Math.max(0, aside), members.size()));
    }
    if (train.isEmpty() || test.isEmpty()) {
      throw new DataException(
          String.format(
              "%s has %d examples, too few to keep a fraction of %s of each class for testing.",
              name, classes.length, fraction));
    }
    Collections.sort(train);
    Collections.sort(test);
    return new Split(train, test);
  }
}
