package io.github.lfp4j.dl4j.convert;

import io.github.lfp4j.core.recurrent.GateRule;
import io.github.lfp4j.core.reward.Reward;
import io.github.lfp4j.dl4j.LfpException;
import io.github.lfp4j.dl4j.RuleMap;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a conversion is asked for: an immutable value.
 *
 * @param rules which layer gets which rule
 * @param reward at every output that has none of its own; null for the one that belongs to the
 *     output's loss function
 * @param outputRewards rewards of single outputs, by name
 * @param inputReward whether the backward pass goes down to the network's input
 * @param gates how gates of recurrent layers share reward with what they let through
 */
public record Options(
    RuleMap rules,
    Reward reward,
    Map<String, Reward> outputRewards,
    boolean inputReward,
    GateRule gates) {

  /** Copies the map. */
  public Options {
    outputRewards = Map.copyOf(outputRewards);
  }

  /** With these rules and nothing else. */
  public Options(RuleMap rules) {
    this(rules, null, Map.of(), false, GateRule.BOTH);
  }

  /** With another reward at all outputs that have none of their own. */
  public Options withReward(Reward newReward) {
    return new Options(rules, newReward, outputRewards, inputReward, gates);
  }

  /** With another reward at one output. */
  public Options withReward(String output, Reward newReward) {
    Map<String, Reward> rewards = new LinkedHashMap<>(outputRewards);
    rewards.put(output, newReward);
    return new Options(rules, reward, rewards, inputReward, gates);
  }

  /** With the backward pass going down to the network's input. */
  public Options withInputReward() {
    return new Options(rules, reward, outputRewards, true, gates);
  }

  /** With another rule for gates. */
  public Options withGates(GateRule newGates) {
    return new Options(rules, reward, outputRewards, inputReward, newGates);
  }

  /** The reward that was given for an output; null if none was. */
  Reward rewardAt(String output) {
    return output == null ? reward : outputRewards.getOrDefault(output, reward);
  }

  /**
   * @throws LfpException if a reward is given for an output that does not exist
   */
  void checkOutputs(Collection<String> names) {
    for (String output : outputRewards.keySet()) {
      if (!names.contains(output)) {
        throw new LfpException(
            "a reward is given for an output '"
                + output
                + "', but the outputs that reward can be given to are "
                + names
                + "; choose one of these");
      }
    }
  }
}
