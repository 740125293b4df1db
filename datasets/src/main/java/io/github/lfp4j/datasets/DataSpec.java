package io.github.lfp4j.datasets;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What data is wanted, as written {@code kind[:location][?option=value[&option=value...]]}.
 *
 * <p>In an option, {@code %}, {@code &}, {@code =} and {@code ?} that belong to its name or value
 * are written {@code %25}, {@code %26}, {@code %3D} and {@code %3F}. Everything else stands for
 * itself, so a location cannot contain a question mark.
 *
 * @param kind which provider reads it, such as {@code mnist}
 * @param location a file, a folder or the name of a variant; null where none was given
 * @param options in the order in which they were written
 */
public record DataSpec(String kind, String location, Map<String, String> options) {

  /**
   * @throws DataException if the kind is empty or {@link #toString()} could not be parsed back
   */
  public DataSpec {
    if (kind == null || kind.isBlank() || kind.indexOf(':') >= 0 || kind.indexOf('?') >= 0) {
      throw new DataException(
          "The data specification has no kind: write it as KIND[:LOCATION][?OPTION=VALUE].");
    }
    if (location != null && (location.isEmpty() || location.indexOf('?') >= 0)) {
      throw new DataException(
          "The location '"
              + location
              + "' in a data specification must not be empty or contain '?'.");
    }
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
  }

  /**
   * Reads a specification.
   *
   * @param spec for instance {@code digits}, {@code mnist:data/mnist}, {@code
   *     csv:iris.csv?label=species&test=0.3}
   * @throws DataException if it is not of this form
   */
  public static DataSpec parse(String spec) {
    if (spec == null || spec.isBlank()) {
      throw new DataException(
          "The data specification is empty: write it as KIND[:LOCATION][?OPTION=VALUE].");
    }
    String text = spec.strip();
    int query = text.indexOf('?');
    String place = query < 0 ? text : text.substring(0, query);
    Map<String, String> options =
        query < 0 ? Map.of() : parseOptions(text, text.substring(query + 1));
    int colon = place.indexOf(':');
    if (colon < 0) {
      return new DataSpec(place, null, options);
    }
    if (colon == place.length() - 1) {
      throw new DataException(
          "Nothing follows the colon in '" + text + "': name a location there, or drop the colon.");
    }
    return new DataSpec(place.substring(0, colon), place.substring(colon + 1), options);
  }

  private static Map<String, String> parseOptions(String spec, String query) {
    Map<String, String> options = new LinkedHashMap<>();
    for (String option : query.split("&", -1)) {
      int equals = option.indexOf('=');
      if (equals <= 0) {
        throw new DataException(
            "The option '" + option + "' in '" + spec + "' is not of the form NAME=VALUE.");
      }
      String name = decode(spec, option.substring(0, equals));
      if (options.put(name, decode(spec, option.substring(equals + 1))) != null) {
        throw new DataException("The option '" + name + "' is given twice in '" + spec + "'.");
      }
    }
    return options;
  }

  private static String decode(String spec, String text) {
    try {
      // A plus sign stands for itself here, unlike in the forms that URLDecoder was made for.
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new DataException(
          "'" + text + "' in '" + spec + "' has a stray '%': write %25 for a percent sign.", e);
    }
  }

  private static String encode(String text) {
    return text.replace("%", "%25").replace("&", "%26").replace("=", "%3D").replace("?", "%3F");
  }

  /** The specification as it is written; {@link #parse} gives an equal one. */
  @Override
  public String toString() {
    String place = location == null ? kind : kind + ":" + location;
    if (options.isEmpty()) {
      return place;
    }
    return options.entrySet().stream()
        .map(option -> encode(option.getKey()) + "=" + encode(option.getValue()))
        .collect(Collectors.joining("&", place + "?", ""));
  }
}
