package io.github.lfp4j.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What was asked for, in full.
 *
 * @param command the command's name, for example {@code prune}
 * @param settings every option that influences the result, defaults included, by its name without
 *     dashes; numbers and truth values as such, everything else as text
 * @param commandLine what to type to do the same again
 */
public record Invocation(String command, Map<String, Object> settings, String commandLine) {
  private static final Set<String> WITHOUT_INFLUENCE =
      Set.of(
          "--json",
          "--report",
          "--verbose",
          "--quiet",
          "--help",
          "--version",
          "--checkpoint",
          "--checkpoint-every",
          "--resume");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  /** Copies the settings. */
  public Invocation {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  static Invocation of(CommandSpec spec) {
    Map<String, Object> settings = new LinkedHashMap<>();
    for (OptionSpec option : spec.options()) {
      Object value = option.getValue();
      if (value != null && !WITHOUT_INFLUENCE.contains(option.longestName())) {
        settings.put(option.longestName().replaceFirst("^-+", ""), plain(value));
      }
    }
    List<String> words = new ArrayList<>(List.of("./lfp"));
    words.addAll(spec.root().commandLine().getParseResult().originalArgs());
    return new Invocation(
        spec.name(), settings, String.join(" ", words.stream().map(Invocation::quoted).toList()));
  }

  private static Object plain(Object value) {
    if (value instanceof Number || value instanceof Boolean) {
      return value;
    }
    return value instanceof Enum<?> constant
        ? constant.name().toLowerCase(Locale.ROOT).replace('_', '-')
        : value.toString();
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
