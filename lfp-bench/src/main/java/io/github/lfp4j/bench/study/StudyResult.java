package io.github.lfp4j.bench.study;

import io.github.lfp4j.cli.output.Figures;
import java.util.List;

/**
 * One network pruned in one way.
 *
 * @param model name of its file
 * @param setting how it was pruned
 * @param seed of the reference sample, and of chance
 * @param heldOut accuracy on held-out images of the training part
 * @param test accuracy on the test part
 * @param kept units left in each layer that had some
 */
record StudyResult(
    String model, Setting setting, long seed, double heldOut, double test, List<Integer> kept) {

  /**
   * How a network is pruned.
   *
   * @param criterion by name
   * @param normalization by name
   * @param amount share of the units removed
   * @param reference size of the sample
   */
  record Setting(String criterion, String normalization, double amount, int reference) {}

  Figures figures() {
    return Figures.builder()
        .text("model", model)
        .text("criterion", setting.criterion())
        .text("normalization", setting.normalization())
        .number("amount", setting.amount())
        .count("reference", setting.reference())
        .seed(seed)
        .number("heldOutAccuracy", heldOut)
        .accuracy(test)
        .numbers("kept", kept)
        .build();
  }
}
