/**
 * Configurations of layers that learn by LFP: Deeplearning4j's own, plus a rule (and a reward for
 * layers at the output). Each extends the stock configuration of the same kind, so that DL4J treats
 * it as one, and its JSON is the stock layer's plus {@code rule} and {@code reward}. Vertices of
 * graphs that have a rule are there in the same way.
 */
package io.github.lfp4j.dl4j.conf;
