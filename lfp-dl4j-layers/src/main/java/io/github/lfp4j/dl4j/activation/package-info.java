/** Activation functions that Deeplearning4j lacks because no gradient could train them. */
package io.github.lfp4j.dl4j.activation;
