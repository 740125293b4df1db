package io.github.lfp4j.core.recurrent;

/**
 * How the reward R of a product {@code h = g s} is shared between a gate g and the signal s that it
 * lets through.
 *
 * <p>Source of all but the first: Arras et al., "Explaining and Interpreting LSTMs", 2019, arXiv
 * 1909.12114, section 3, which compares them for relevance.
 */
public enum GateRule {
  /**
   * {@code R_s = R, R_g = R}: the product stands and falls with either, so that both are rewarded
   * for it. The choice for training. Reward is not conserved, but this is the only one under which
   * Theorem 1 extends to products: {@code G_s = G g} and {@code G_g = G s} are the product rule of
   * differentiation. The others let reward through a chain of products fade with its length, or
   * leave the gates without any.
   */
  BOTH,
  /**
   * {@code R_s = R, R_g = 0} (there "LRP-all"): the gate controls, the signal informs. The choice
   * for relevance. The parameters of gates get no feedback, so that they do not learn.
   */
  SIGNAL_TAKES_ALL,
  /** {@code R_s = R_g = R / 2} (there "LRP-half"). */
  HALF,
  /**
   * {@code R_g = R |g| / (|g| + |s|)}, and the rest for s (there "LRP-abs", the variant of
   * "LRP-prop" whose shares stay within [0, 1]). Where both are zero, neither gets anything.
   */
  PROPORTIONAL
}
