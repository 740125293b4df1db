/**
 * What each of Deeplearning4j's layers becomes under LFP.
 *
 * <p>{@link io.github.lfp4j.dl4j.convert.LayerRegistry} is the one list of supported layers. To add
 * a layer: write its configuration and implementation, register it there, and its tests follow from
 * the registry.
 */
package io.github.lfp4j.dl4j.convert;
