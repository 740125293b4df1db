package io.github.lfp4j.dl4j.listener;

/**
 * How sparse a layer's weights and their last update are.
 *
 * @param iteration the step, as DL4J counts them, from 0
 * @param layer the layer's name
 * @param index the layer's index in {@code getLayers()} of its network
 * @param updateSparsity share in [0, 1] of the weights whose update is zero or negligible
 * @param weightGini Gini index of the sizes of the weights after the update, in [0, 1)
 */
public record LayerSparsity(
    int iteration, String layer, int index, double updateSparsity, double weightGini) {}
