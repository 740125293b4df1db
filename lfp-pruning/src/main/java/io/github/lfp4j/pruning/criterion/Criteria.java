package io.github.lfp4j.pruning.criterion;

import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.pruning.PruningException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The criteria by the names that people use for them. */
public final class Criteria {

  /** What a criterion may need to know. */
  public record Settings(RuleMap rules, long seed) {}

  private static final Map<String, Function<Settings, Criterion>> BY_NAME = new LinkedHashMap<>();

  static {
    BY_NAME.put("relevance", settings -> new RelevanceCriterion(settings.rules()));
    BY_NAME.put("magnitude", settings -> new MagnitudeCriterion());
    BY_NAME.put("random", settings -> new RandomCriterion(settings.seed()));
  }

  private Criteria() {}

  /** All names, in the order of the documentation. */
  public static Set<String> names() {
    return Collections.unmodifiableSet(BY_NAME.keySet());
  }

  /**
   * The criterion of a name.
   *
   * @throws PruningException if there is no such criterion; the message lists the names
   */
  public static Criterion byName(String name, Settings settings) {
    Function<Settings, Criterion> criterion = BY_NAME.get(name);
    if (criterion == null) {
      throw new PruningException(
          "there is no criterion '" + name + "'; choose one of " + String.join(", ", names()));
    }
    return criterion.apply(settings);
  }
}
