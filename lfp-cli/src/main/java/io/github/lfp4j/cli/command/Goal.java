package io.github.lfp4j.cli.command;

import io.github.lfp4j.cli.UserException;
import io.github.lfp4j.pruning.plan.Target;

/**
 * How far a network is pruned.
 *
 * @param target what is to be reached
 * @param value see {@link Target}
 */
record Goal(Target target, double value) {

  static Goal amount(double share) {
    return new Goal(Target.SHARE, share);
  }

  /** A target as people write it, such as {@code parameters=0.4}. */
  static Goal parse(String text) {
    String[] parts = text.split("=", 2);
    Target target = Target.byName(parts[0]);
    try {
      if (parts.length == 2) {
        return new Goal(target, Double.parseDouble(parts[1]));
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new UserException(
        "--target must be what is limited and the share of it that is left, such as "
            + target.label()
            + "=0.5, but is '"
            + text
            + "'.");
  }
}
