package io.github.lfp4j.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the word that was meant. */
final class Misspelling {
  private Misspelling() {}

  /**
   * The nearest known word, if it is near enough to have been meant.
   *
   * @param word what was typed
   * @param known what could have been typed
   */
  static Optional<String> meant(String word, Collection<String> known) {
    int tolerance = Math.max(1, (word.length() + 1) / 3);
    return known.stream()
        .filter(candidate -> isNear(word, candidate, tolerance))
        .min(Comparator.comparingInt(candidate -> distance(word, candidate)));
  }

  private static boolean isNear(String word, String candidate, int tolerance) {
    boolean beginning = word.length() >= 3 && candidate.startsWith(word);
    return beginning || distance(word, candidate) <= tolerance;
  }

  /**
   * How many characters have to be inserted, removed, replaced or swapped with their neighbour to
   * make one word the other (optimal string alignment).
   */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(replaced, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
