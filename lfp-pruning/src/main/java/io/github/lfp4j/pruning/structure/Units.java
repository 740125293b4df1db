package io.github.lfp4j.pruning.structure;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The units of a network by number, which of them have to go together, and which have to stay.
 *
 * <p>A node's output is an array of such numbers along its unit axis; the same number can stand
 * there several times (all pixels of a channel, once they are flattened).
 */
final class Units {

  private int[] parents = new int[64];
  private int[] makers = new int[64];
  private int[] indices = new int[64];
  private int count;

  /** Why groups have to stay, by their root when that was said. */
  private final Map<Integer, String> fixed = new LinkedHashMap<>();

  /**
   * New units.
   *
   * @param maker id of the node that computes them
   */
  int[] make(int maker, int howMany) {
    int[] made = new int[howMany];
    while (count + howMany > parents.length) {
      parents = Arrays.copyOf(parents, 2 * parents.length);
      makers = Arrays.copyOf(makers, parents.length);
      indices = Arrays.copyOf(indices, parents.length);
    }
    for (int i = 0; i < howMany; i++) {
      parents[count] = count;
      makers[count] = maker;
      indices[count] = i;
      made[i] = count++;
    }
    return made;
  }

  /** The number that stands for all units that go together with this one. */
  int root(int unit) {
    int root = unit;
    while (parents[root] != root) {
      parents[root] = parents[parents[root]];
      root = parents[root];
    }
    return root;
  }

  /** From here on the two go together. */
  void join(int one, int other) {
    int a = root(one);
    int b = root(other);
    parents[Math.max(a, b)] = Math.min(a, b);
  }

  /** The first at each place goes together with the second at the same place. */
  void join(int[] some, int[] others) {
    for (int i = 0; i < some.length; i++) {
      join(some[i], others[i]);
    }
  }

  /** These have to stay. */
  void fix(int[] units, String reason) {
    for (int unit : units) {
      fixed.putIfAbsent(unit, reason);
    }
  }

  /** Why each unit that was fixed has to stay, by its root. */
  Map<Integer, String> reasons() {
    Map<Integer, String> reasons = new LinkedHashMap<>();
    fixed.forEach((unit, reason) -> reasons.putIfAbsent(root(unit), reason));
    return reasons;
  }

  int count() {
    return count;
  }

  /** The id of the node that computes a unit. */
  int maker(int unit) {
    return makers[unit];
  }

  /** A unit's place among those of its maker. */
  int index(int unit) {
    return indices[unit];
  }
}
