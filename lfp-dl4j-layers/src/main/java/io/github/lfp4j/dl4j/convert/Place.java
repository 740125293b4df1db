package io.github.lfp4j.dl4j.convert;

/**
 * Where a layer stands in its network.
 *
 * @param index among the layers
 * @param first whether it has weights and no layer with weights comes before it
 * @param last whether it has weights and no layer with weights comes after it
 * @param lowest whether no layer that learns comes before it, where its index does not say so
 */
record Place(int index, boolean first, boolean last, boolean lowest) {}
