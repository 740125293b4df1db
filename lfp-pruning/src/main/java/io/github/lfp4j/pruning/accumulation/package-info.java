/**
 * Sums over reference data that all criteria which look at data share: examples stream through an
 * {@link io.github.lfp4j.pruning.accumulation.Accumulator}, whose {@link
 * io.github.lfp4j.pruning.accumulation.Accumulation} can be merged with others, stored and taken up
 * again.
 */
package io.github.lfp4j.pruning.accumulation;
