package io.github.lfp4j.datasets;

import java.nio.file.Path;
import java.util.List;

/** Reads the options and the location of a specification, with a sentence for each mistake. */
final class SpecOptions {

  private final DataSpec spec;

  /**
   * @param known the options that this kind of data has
   * @throws DataException if another one was given
   */
  SpecOptions(DataSpec spec, List<String> known) {
    this.spec = spec;
    for (String name : spec.options().keySet()) {
      if (!known.contains(name)) {
        throw new DataException(
            "Data of the kind '"
                + spec.kind()
                + "' has no option '"
                + name
                + "'; "
                + (known.isEmpty() ? "it has none." : "it has " + String.join(", ", known) + "."));
      }
    }
  }

  /** The option as it was written, or null. */
  String text(String name) {
    return spec.options().get(name);
  }

  String text(String name, String otherwise) {
    return spec.options().getOrDefault(name, otherwise);
  }

  int number(String name, int otherwise, int least, int most) {
    String text = text(name);
    if (text == null) {
      return otherwise;
    }
    try {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw wrong(name, "a whole number from " + least + " to " + most, e);
    }
    throw wrong(name, "a whole number from " + least + " to " + most, null);
  }

  long seed(String name, long otherwise) {
    String text = text(name);
    try {
      return text == null ? otherwise : Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw wrong(name, "a whole number", e);
    }
  }

  /** A part of the whole, more than 0 and less than 1. */
  double fraction(String name, double otherwise) {
    String text = text(name);
    double value;
    try {
      value = text == null ? otherwise : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw wrong(name, "a number between 0 and 1", e);
    }
    if (!(value > 0 && value < 1)) {
      throw wrong(name, "a number between 0 and 1", null);
    }
    return value;
  }

  /** One of the given words. */
  String choice(String name, String otherwise, List<String> words) {
    String text = text(name, otherwise);
    if (!words.contains(text)) {
      throw wrong(name, "one of " + String.join(", ", words), null);
    }
    return text;
  }

  /**
   * The location as a path.
   *
   * @param what is to be named there, for the sentence if nothing is
   */
  Path path(String what) {
    if (spec.location() == null) {
      throw new DataException(
          "'" + spec + "' names no place: write " + spec.kind() + ":" + what + ".");
    }
    String location = spec.location();
    // The shell expands a tilde only at the start of a word, not behind "csv:".
    return location.startsWith("~/")
        ? Path.of(System.getProperty("user.home"), location.substring(2))
        : Path.of(location);
  }

  DataException wrong(String name, String wanted, Throwable cause) {
    return new DataException(
        "The option '"
            + name
            + "' of '"
            + spec
            + "' is '"
            + text(name)
            + "', but must be "
            + wanted
            + ".",
        cause);
  }
}
