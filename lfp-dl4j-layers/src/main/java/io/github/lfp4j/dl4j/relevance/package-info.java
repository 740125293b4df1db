/**
 * Relevance: the LFP pass started from a logit instead of a reward is layer-wise relevance
 * propagation (LRP). {@link io.github.lfp4j.dl4j.relevance.RelevancePass} runs it over a network
 * and shows a {@link io.github.lfp4j.dl4j.relevance.RelevanceVisitor} what arrives at every layer.
 * {@link io.github.lfp4j.dl4j.relevance.Canonizer} rewrites a network before the pass.
 */
package io.github.lfp4j.dl4j.relevance;
