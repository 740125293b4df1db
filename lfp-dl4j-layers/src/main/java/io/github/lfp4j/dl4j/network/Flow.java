package io.github.lfp4j.dl4j.network;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What goes into a layer and what comes out of it.
 *
 * @param input batch first, before the layer's preprocessor
 * @param output batch first
 */
public record Flow(INDArray input, INDArray output) {}
