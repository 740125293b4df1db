package io.github.lfp4j.core.recurrent;

/**
 * How the reward R of a product {@code h = g s} is shared between a gate g and the signal s that it
 * lets through.
 *
 * <p>Source: Arras et al., "Explaining and Interpreting LSTMs", 2019, arXiv 1909.12114, section 3,
 * which compares these shares for relevance and finds the first best.
 */
public enum GateRule {
  /**
   * {@code R_s = R, R_g = 0} (there "LRP-all"): the gate controls, the signal informs. The usual
   * choice for relevance. The parameters of gates get no feedback, so that they do not learn.
   */
  SIGNAL_TAKES_ALL,
  /** {@code R_s = R_g = R / 2} (there "LRP-half"). The usual choice for training. */
  HALF,
  /**
   * {@code R_g = R |g| / (|g| + |s|)}, and the rest for s (there "LRP-abs", the variant of
   * "LRP-prop" whose shares stay within [0, 1]). Where both are zero, neither gets anything.
   */
  PROPORTIONAL;

  /** Whether the parameters of gates get feedback. */
  public boolean rewardsGates() {
    return this != SIGNAL_TAKES_ALL;
  }
}
