/**
 * What each of Deeplearning4j's layers, and each vertex of its graphs, becomes under LFP.
 *
 * <p>{@link io.github.lfp4j.dl4j.convert.LayerRegistry} is the one list of supported layers, {@link
 * io.github.lfp4j.dl4j.convert.VertexRegistry} that of vertices. To add one: write its
 * configuration and implementation, register it there, and its tests follow from the registry.
 *
 * <p>{@link io.github.lfp4j.dl4j.convert.MultiLayerConversion} and {@link
 * io.github.lfp4j.dl4j.convert.GraphConversion} go through the two kinds of network; the conversion
 * of a single layer is the same for both.
 */
package io.github.lfp4j.dl4j.convert;
