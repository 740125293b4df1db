package io.github.lfp4j.pruning.tuning;

import io.github.lfp4j.pruning.PruningException;
import io.github.lfp4j.pruning.plan.WeightPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How the amount that is pruned grows from step to step. */
public enum Schedule {
  /** All at once, whatever the number of steps. */
  ONE_SHOT {
    @Override
    double share(double progress) {
      return 1;
    }
  },

  /** The same in each step. */
  LINEAR {
    @Override
    double share(double progress) {
      return progress;
    }
  },

  /**
   * Much at first, while there is much to choose from, and ever less towards the end: {@code s_t =
   * s_f (1 - (1 - t / n)^3)}. Source: Zhu and Gupta, "To prune, or not to prune", 2017, equation 1,
   * from nothing pruned.
   */
  CUBIC {
    @Override
    double share(double progress) {
      double left = 1 - progress;
      return 1 - left * left * left;
    }
  };

  /** What part of the final amount is gone after a part of the steps, both within (0, 1]. */
  abstract double share(double progress);

  /** The name as people write it, such as {@code one-shot}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The schedule of a name.
   *
   * @throws PruningException if there is none; the message lists the names
   */
  public static Schedule byName(String name) {
    return Arrays.stream(values())
        .filter(schedule -> schedule.label().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new PruningException(
                    "there is no schedule '" + name + "'; choose one-shot, linear or cubic"));
  }

  /**
   * The amount that is gone after each step, rising, the last exactly the one wanted.
   *
   * @param amount to be reached, within [0, 1)
   * @param steps at least 1; {@link #ONE_SHOT} takes one in any case
   * @throws PruningException if amount or steps are outside
   */
  public List<Double> amounts(double amount, int steps) {
    WeightPlan.requireAmount(amount);
    if (steps < 1) {
      throw new PruningException("pruning needs at least 1 step, but " + steps + " are asked for");
    }
    List<Double> amounts = new ArrayList<>();
    int last = this == ONE_SHOT ? 1 : steps;
    for (int step = 1; step <= last; step++) {
      amounts.add(amount * share((double) step / last));
    }
    return amounts;
  }
}
