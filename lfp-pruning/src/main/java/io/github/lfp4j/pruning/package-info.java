/**
 * Ranking and pruning of Deeplearning4j networks.
 *
 * <p>{@code relevance} accumulates relevance over reference data, {@code criterion} turns it (or
 * weight magnitude, or chance) into scores, {@code plan} chooses what goes and removes it, {@code
 * measure} counts and times what is left, {@code model} reads and writes model files. A criterion
 * is one class and a name in {@link io.github.lfp4j.pruning.criterion.Criteria}.
 */
package io.github.lfp4j.pruning;
