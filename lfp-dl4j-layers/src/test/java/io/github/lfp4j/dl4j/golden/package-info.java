/**
 * Golden vectors: what independent implementations of LFP and LRP computed, against what this one
 * computes.
 *
 * <p>A case is a folder with a {@code manifest.json}, which says what was computed, and
 * little-endian {@code .npy} files of its tensors. {@link io.github.lfp4j.dl4j.golden.GoldenSuite}
 * finds the cases below some folders, asks the {@link io.github.lfp4j.dl4j.golden.CaseRunner} of
 * each case's kind whether it can run it, and compares every tensor that the case expects; {@link
 * io.github.lfp4j.dl4j.golden.GoldenVectorTest} is how to start it. To cover a further kind of
 * case, add a runner to {@link io.github.lfp4j.dl4j.golden.GoldenSuite#RUNNERS}.
 *
 * <p>Single rules are run on the maps of the core. Whole networks become a {@link
 * io.github.lfp4j.dl4j.golden.StockNetwork}, or with residual sums a {@link
 * io.github.lfp4j.dl4j.golden.ResidualNetwork}, that this plugin converts; {@link
 * io.github.lfp4j.dl4j.golden.Parameters} translates names and layouts, and {@link
 * io.github.lfp4j.dl4j.golden.RewardPass} gives reward to whatever layer is last.
 *
 * <p>Tensors are stored in 32 bits. They are widened to 64 bits and all runners compute in 64 bits,
 * so that what is compared is the mathematics and not the rounding.
 */
package io.github.lfp4j.dl4j.golden;
