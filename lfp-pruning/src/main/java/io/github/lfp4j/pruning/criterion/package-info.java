/**
 * Criteria: how much each weight or each unit of a network is worth. To add one, implement {@link
 * io.github.lfp4j.pruning.criterion.Criterion}, or {@link
 * io.github.lfp4j.pruning.criterion.AccumulatingCriterion} if it looks at data, and name it in
 * {@link io.github.lfp4j.pruning.criterion.Criteria}.
 */
package io.github.lfp4j.pruning.criterion;
