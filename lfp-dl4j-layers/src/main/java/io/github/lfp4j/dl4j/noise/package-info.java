/** Noise on the input of layers, in the form that Deeplearning4j calls dropout. */
package io.github.lfp4j.dl4j.noise;
