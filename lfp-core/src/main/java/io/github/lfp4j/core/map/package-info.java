/**
 * The linear maps {@code z = x * w} that layers compute, each with its transposed map and its
 * derivative by the weights.
 *
 * <p>A rule needs no more than these three of a layer, which is why a rule is written once and
 * works for every layer: {@link io.github.lfp4j.core.map.LinearMap} is the seam between {@code
 * core.rule} and the layers.
 */
package io.github.lfp4j.core.map;
