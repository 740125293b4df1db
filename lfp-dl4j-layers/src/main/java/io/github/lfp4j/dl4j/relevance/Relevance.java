package io.github.lfp4j.dl4j.relevance;

import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.network.Network;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How much each number of an input contributes to a decision.
 *
 * <pre>{@code
 * INDArray r = Lfp.relevance(net)
 *     .rules(RuleMap.preset("epsilon-plus"))
 *     .of(images, Target.predicted());       // [N, C, H, W], as the images
 * }</pre>
 *
 * <p>Without {@link #rules} all layers have the epsilon rule. The network is copied when relevance
 * is first asked for, so that later changes to it do not count. Not safe for use by several threads
 * at a time.
 */
public final class Relevance {

  private final Network network;
  private final RuleMap rules;
  private final boolean fold;
  private final String output;
  private RelevancePass pass;

  /** Relevance in a network by the epsilon rule. */
  public Relevance(Network network) {
    this(network, RuleMap.preset("epsilon"), false, null);
  }

  private Relevance(Network network, RuleMap rules, boolean fold, String output) {
    this.network = network;
    this.rules = rules;
    this.fold = fold;
    this.output = output;
  }

  /**
   * With other rules. Batch normalisation is folded into the layer before where they expect that,
   * see {@link Canonizer#canonical}.
   */
  public Relevance rules(RuleMap newRules) {
    return new Relevance(network, newRules, fold, output);
  }

  /** With batch normalisation folded into the layer before, see {@link Canonizer}. */
  public Relevance foldBatchNorm() {
    return new Relevance(network, rules, true, output);
  }

  /**
   * Starting at this output, where there are several.
   *
   * @param name the output layer's
   */
  public Relevance output(String name) {
    return new Relevance(network, rules, fold, name);
  }

  /**
   * The relevance of an input, of a network with one.
   *
   * @param input a batch as the network expects it; not changed
   * @param target the class or classes that relevance starts at
   * @return in the shape of the input
   * @throws io.github.lfp4j.dl4j.LfpException if a layer or a vertex has no rule, or there is no
   *     such output
   */
  public INDArray of(INDArray input, Target target) {
    return of(new INDArray[] {input}, target)[0];
  }

  /**
   * The relevance of all inputs.
   *
   * @param inputs a batch for each of the network's inputs; not changed
   * @param target the class or classes that relevance starts at
   * @return one per input, in its shape; zeros if no relevance comes there
   */
  public INDArray[] of(INDArray[] inputs, Target target) {
    return pass().run(inputs, output, target, new RelevanceVisitor() {});
  }

  private RelevancePass pass() {
    if (pass == null) {
      Network canonical = fold ? network.foldBatchNorm() : Canonizer.canonical(network, rules);
      pass = canonical.relevancePass(rules);
    }
    return pass;
  }
}
