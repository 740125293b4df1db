/**
 * Layer-wise Feedback Propagation for Deeplearning4j networks.
 *
 * <p>{@link io.github.lfp4j.dl4j.Lfp} switches it on for a configuration or a trained network and
 * off again. Behind it: {@code conf} holds the layer configurations that a network's JSON names,
 * {@code layer} their implementations, whose {@code backpropGradient} propagates feedback, {@code
 * convert} the registries of what each stock layer and vertex becomes, {@code relevance} the same
 * pass started from a logit (LRP), {@code init} parameter initialisations that LFP can train,
 * {@code activation} and {@code noise} what DL4J itself lacks for networks without derivatives.
 *
 * <p>What travels between layers in DL4J's epsilon arrays is {@code G = R / a}, the reward per unit
 * of activation. Stock layers without parameters between two LFP layers are thereby exact as they
 * are: padding, cropping, upsampling, reshaping, max pooling, dropout do to G what they do to a
 * gradient.
 */
package io.github.lfp4j.dl4j;
