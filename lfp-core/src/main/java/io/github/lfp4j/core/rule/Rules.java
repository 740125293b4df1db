package io.github.lfp4j.core.rule;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The rules by the names that people use for them, with their usual settings. */
public final class Rules {

  private static final Map<String, Supplier<Rule>> BY_NAME = new LinkedHashMap<>();

  static {
    BY_NAME.put("epsilon", EpsilonRule::new);
    BY_NAME.put("zero", ZeroRule::new);
    BY_NAME.put("gamma", GammaRule::new);
    BY_NAME.put("z-plus", ZPlusRule::new);
    BY_NAME.put("alpha2-beta1", () -> new AlphaBetaRule(2, 1));
    BY_NAME.put("w-square", WSquareRule::new);
    BY_NAME.put("flat", FlatRule::new);
    BY_NAME.put("z-box", () -> new ZBoxRule(0, 1));
    BY_NAME.put("pass", PassRule::new);
    BY_NAME.put("gradient", GradientRule::new);
  }

  private Rules() {}

  /** All names, in the order of the documentation. */
  public static Set<String> names() {
    return java.util.Collections.unmodifiableSet(BY_NAME.keySet());
  }

  /**
   * The rule of a name, with its usual settings.
   *
   * @throws IllegalArgumentException if there is no such rule; the message lists the names
   */
  public static Rule byName(String name) {
    Supplier<Rule> rule = BY_NAME.get(name);
    if (rule == null) {
      throw new IllegalArgumentException(
          "there is no rule '" + name + "'; choose one of " + String.join(", ", BY_NAME.keySet()));
    }
    return rule.get();
  }
}
