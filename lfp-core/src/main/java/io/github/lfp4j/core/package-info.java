/**
 * The mathematics of Layer-wise Feedback Propagation on ND4J arrays, without a network around it.
 *
 * <p>{@link io.github.lfp4j.core.Stabilizer} keeps divisions finite; {@code core.map} holds the
 * linear maps that layers compute (dense, convolution, average pooling); {@code core.rule} says how
 * reward or relevance that arrives at a map's output is handed to its inputs; {@code core.reward}
 * says which reward an output gets in the first place; {@code core.recurrent} takes reward back
 * through time. Array in, array out: nothing here depends on Deeplearning4j.
 *
 * <p>Notation, used by all Javadoc of this module: {@code a_i} input of a layer, {@code w_ij}
 * weight, {@code b_j} bias, {@code z_j = sum_i a_i w_ij + b_j} pre-activation, {@code R_j} reward
 * (or relevance) at unit {@code j}, {@code G_i = R_i / a_i} reward per unit of activation, {@code
 * stab(z) = z + eps * s(z)} with {@code s(z) = +1} for {@code z >= 0} and {@code -1} for {@code z <
 * 0}.
 */
package io.github.lfp4j.core;
