/**
 * Rewards: what an output is told about how well it did.
 *
 * <p>A reward need not be the derivative of anything; it has only to return a number per output.
 * {@link io.github.lfp4j.core.reward.SoftmaxReward} is the default for classification. To supply
 * one of your own - from a person, a simulator, a rule book - implement {@link
 * io.github.lfp4j.core.reward.Reward}; a public class with a JSON form travels with the network's
 * configuration, {@link io.github.lfp4j.core.reward.Rewards} knows the ones with a name.
 */
package io.github.lfp4j.core.reward;
