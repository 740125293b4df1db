/**
 * What a step of LFP costs: the command {@code lfp bench}, which times LFP, gradient descent by the
 * same layers and stock Deeplearning4j side by side in one process.
 *
 * <p>{@link io.github.lfp4j.bench.StepComparison} holds the clock, {@link
 * io.github.lfp4j.bench.ProductFloor} what no step can avoid, {@link
 * io.github.lfp4j.bench.LayerProfile} where in a step the time goes. Times of single operations are
 * in {@link io.github.lfp4j.bench.jmh}.
 */
package io.github.lfp4j.bench;
