package io.github.lfp4j.pruning.criterion;

import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.pruning.PruningException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/** The criteria by the names that people use for them. */
public final class Criteria {

  /** The one to use unless there is a reason for another; why, says docs/pruning-study.md. */
  public static final String DEFAULT = "relevance-joint";

  /**
   * What a criterion may need to know.
   *
   * @param rules how relevance is handed down
   * @param seed of chance
   * @param ofClass index of the class that counts, for criteria of one class
   */
  public record Settings(RuleMap rules, long seed, OptionalInt ofClass) {

    /** Without a class. */
    public Settings(RuleMap rules, long seed) {
      this(rules, seed, OptionalInt.empty());
    }
  }

  private static final Map<String, Function<Settings, Criterion>> BY_NAME = new LinkedHashMap<>();

  static {
    BY_NAME.put("relevance-joint", settings -> new JointRelevanceCriterion(settings.rules()));
    BY_NAME.put("relevance", settings -> new RelevanceCriterion(settings.rules()));
    BY_NAME.put("relevance-signed", settings -> new SignedRelevanceCriterion(settings.rules()));
    BY_NAME.put("relevance-class", Criteria::ofClass);
    BY_NAME.put("feedback", settings -> new FeedbackCriterion(settings.rules()));
    BY_NAME.put("magnitude", settings -> new MagnitudeCriterion(MagnitudeCriterion.Norm.L2));
    BY_NAME.put("magnitude-l1", settings -> new MagnitudeCriterion(MagnitudeCriterion.Norm.L1));
    BY_NAME.put("magnitude-l2", settings -> new MagnitudeCriterion(MagnitudeCriterion.Norm.L2));
    BY_NAME.put("taylor", settings -> new TaylorCriterion());
    BY_NAME.put("activation", settings -> new ActivationCriterion());
    BY_NAME.put("batch-norm", settings -> new BatchNormCriterion());
    BY_NAME.put("random", settings -> new RandomCriterion(settings.seed()));
  }

  private Criteria() {}

  private static Criterion ofClass(Settings settings) {
    int ofClass =
        settings
            .ofClass()
            .orElseThrow(
                () ->
                    new PruningException(
                        "the criterion 'relevance-class' needs the number of a class, counted from"
                            + " 0"));
    return new ClassRelevanceCriterion(settings.rules(), ofClass);
  }

  /** All names, in the order of the documentation. */
  public static Set<String> names() {
    return Collections.unmodifiableSet(BY_NAME.keySet());
  }

  /**
   * The criterion of a name.
   *
   * @throws PruningException if there is no such criterion, in a message that lists the names, or
   *     if it needs a class and there is none in the settings
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
