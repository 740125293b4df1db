/**
 * Training of what was pruned: reproducible steps that can stop and go on anywhere ({@link
 * io.github.lfp4j.pruning.tuning.TrainingRun}), fine-tuning that keeps pruned weights away ({@link
 * io.github.lfp4j.pruning.tuning.FineTuning}), and pruning in several steps with fine-tuning
 * between ({@link io.github.lfp4j.pruning.tuning.IterativePruning}).
 */
package io.github.lfp4j.pruning.tuning;
