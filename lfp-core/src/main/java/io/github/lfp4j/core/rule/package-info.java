/**
 * Rules: how reward (LFP) or relevance (LRP) at the output of a linear map is handed to its inputs.
 *
 * <p>One rule is one class with its equation and its source. {@link
 * io.github.lfp4j.core.rule.EpsilonRule} is the rule of LFP training; the others come from LRP and
 * serve relevance, and may govern training as well. The parameters' own feedback always follows the
 * epsilon rule's quotient ({@link io.github.lfp4j.core.rule.OutputReward#quotient()}), whichever
 * rule hands reward on.
 *
 * <p>To add a rule: implement {@link io.github.lfp4j.core.rule.Rule} as a record, name it in {@link
 * io.github.lfp4j.core.rule.Rules}, and give it a loop-level twin in the tests.
 */
package io.github.lfp4j.core.rule;
