/**
 * Criteria: how much each weight of a network is worth. To add one, implement {@link
 * io.github.lfp4j.pruning.criterion.Criterion} and name it in {@link
 * io.github.lfp4j.pruning.criterion.Criteria}.
 */
package io.github.lfp4j.pruning.criterion;
