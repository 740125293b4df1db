package io.github.lfp4j.cli.command;

import io.github.lfp4j.core.rule.Rule;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A rule as people write it: {@code epsilon 1e-6}, {@code alpha-beta, alpha 2, beta 1}. */
final class RuleText {

  private RuleText() {}

  /**
   * Name and settings.
   *
   * @param rule one of ours, or a user's own, which is shown by its {@code toString} unless it is a
   *     record
   */
  static String of(Rule rule) {
    if (!rule.getClass().isRecord()) {
      return rule.toString();
    }
    String name = hyphenated(rule.getClass().getSimpleName().replaceFirst("Rule$", ""));
    List<String> parts = new ArrayList<>(List.of(name));
    for (RecordComponent component : rule.getClass().getRecordComponents()) {
      String setting = setting(component.getName(), value(rule, component));
      if (setting.startsWith(name + " ")) {
        parts.set(0, setting);
      } else if (!setting.isEmpty()) {
        parts.add(setting);
      }
    }
    return String.join(", ", parts);
  }

  private static Object value(Rule rule, RecordComponent component) {
    try {
      return component.getAccessor().invoke(rule);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("A record without accessor: " + rule.getClass(), e);
    }
  }

  private static String setting(String name, Object value) {
    String words = hyphenated(name).replace('-', ' ');
    if (value instanceof Boolean chosen) {
      return chosen ? words : "";
    }
    if (value instanceof List<?> list) {
      return words + " " + String.join("/", list.stream().map(RuleText::number).toList());
    }
    return words + " " + number(value);
  }

  /** Without what Java adds to make clear that it is a floating-point number. */
  private static String number(Object value) {
    return String.valueOf(value).replaceFirst("\\.0(?=E|$)", "").replace('E', 'e');
  }

  private static String hyphenated(String camelCase) {
    return camelCase
        .replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-")
        .toLowerCase(Locale.ROOT);
  }
}
