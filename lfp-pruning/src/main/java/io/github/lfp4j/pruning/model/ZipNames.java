package io.github.lfp4j.pruning.model;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Refuses names of entries that unpacking would write somewhere else, or over each other. */
final class ZipNames {
  private static final Pattern ABSOLUTE = Pattern.compile("[/\\\\].*|[A-Za-z]:.*", Pattern.DOTALL);
  private static final Pattern UPWARDS =
      Pattern.compile("(.*[/\\\\])?\\.\\.([/\\\\].*)?", Pattern.DOTALL);
  private static final Pattern STRANGE = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}\\\\]");
  private static final int LONGEST_SHOWN = 80;

  private ZipNames() {}

  /**
   * Checks all names.
   *
   * @throws UnsafeModelException for one that is absolute, leads upwards, has characters that no
   *     name needs, or is there twice
   */
  static void check(List<ZipRecord> records) {
    Set<String> seen = new HashSet<>();
    for (ZipRecord entry : records) {
      String name = entry.name();
      if (name.isEmpty() || name.length() > ReadLimits.NAME_LENGTH) {
        throw new UnsafeModelException(
            "the name of one of its entries has " + name.length() + " characters");
      }
      if (UPWARDS.matcher(name).matches()) {
        throw new UnsafeModelException(
            "its entry " + shown(name) + " would be unpacked outside of its folder");
      }
      if (ABSOLUTE.matcher(name).matches()) {
        throw new UnsafeModelException(
            "its entry " + shown(name) + " has an absolute path for a name");
      }
      if (STRANGE.matcher(name).find()) {
        throw new UnsafeModelException(
            "the name of its entry " + shown(name) + " has characters that no name needs");
      }
      if (!seen.add(name)) {
        throw new UnsafeModelException("it holds two entries with the name " + shown(name));
      }
    }
  }

  /** For messages: short, in one line, without anything that a terminal would act on. */
  static String shown(String name) {
    String clean = STRANGE.matcher(name).replaceAll("?");
    return clean.length() > LONGEST_SHOWN ? clean.substring(0, LONGEST_SHOWN) + "..." : clean;
  }
}
