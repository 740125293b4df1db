package io.github.lfp4j.bench.study;

import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.criterion.Criteria;
import io.github.lfp4j.pruning.criterion.Criterion;
import io.github.lfp4j.pruning.criterion.UnitScores;
import io.github.lfp4j.pruning.measure.Accuracy;
import io.github.lfp4j.pruning.plan.Limits;
import io.github.lfp4j.pruning.plan.Normalization;
import io.github.lfp4j.pruning.plan.Scope;
import io.github.lfp4j.pruning.plan.UnitPlan;
import io.github.lfp4j.pruning.structure.Structure;
import io.github.lfp4j.pruning.structure.UnitRemoval;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** Prunes one network in many ways and evaluates what is left. */
final class Study {

  /** The name of {@link OutgoingMagnitude}, which is no criterion of the library. */
  static final String OUTGOING = "magnitude-outgoing";

  /** What is tried, each with each. */
  record Extent(
      List<String> criteria,
      List<Normalization> normalizations,
      List<Double> amounts,
      List<Integer> references,
      List<Long> seeds) {

    /** How many networks are evaluated, at most. */
    int size() {
      return criteria.size()
          * normalizations.size()
          * amounts.size()
          * references.size()
          * seeds.size();
    }
  }

  private final String name;
  private final Network network;
  private final Structure structure;
  private final StudyData data;
  private final RuleMap rules;

  /** Networks that lost the same units are the same. */
  private final Map<Set<Integer>, double[]> evaluated = new HashMap<>();

  Study(String name, Network network, StudyData data, RuleMap rules) {
    this.name = name;
    this.network = network;
    this.structure = Structure.of(network);
    this.data = data;
    this.rules = rules;
  }

  /** Accuracy on held-out images and on the test part before anything is removed. */
  double[] before() {
    return accuracies(Set.of());
  }

  /**
   * @param done is told when a network has been pruned and evaluated
   */
  List<StudyResult> run(Extent extent, Runnable done) {
    List<StudyResult> results = new ArrayList<>();
    for (String criterion : extent.criteria()) {
      for (int reference : extent.references()) {
        for (long seed : extent.seeds()) {
          UnitScores scores = scores(criterion, reference, seed);
          for (Normalization normalization : extent.normalizations()) {
            UnitPlan plan =
                new UnitPlan(structure, normalization.apply(scores), Limits.of(Scope.GLOBAL));
            for (double amount : extent.amounts()) {
              Set<Integer> removed = plan.share(amount);
              double[] accuracies = accuracies(removed);
              results.add(
                  new StudyResult(
                      name,
                      new StudyResult.Setting(criterion, normalization.label(), amount, reference),
                      seed,
                      accuracies[0],
                      accuracies[1],
                      kept(removed)));
              done.run();
            }
          }
        }
      }
    }
    return results;
  }

  private UnitScores scores(String name, int reference, long seed) {
    if (name.equals(OUTGOING)) {
      return OutgoingMagnitude.of(network);
    }
    Criterion criterion = Criteria.byName(name, new Criteria.Settings(rules, seed));
    DataSetIterator sample = criterion.needsData() ? data.reference(seed, reference) : null;
    return criterion.unitScores(network, sample, null);
  }

  private double[] accuracies(Set<Integer> removed) {
    return evaluated.computeIfAbsent(
        new HashSet<>(removed),
        units -> {
          Network pruned = new UnitRemoval(structure, units).apply(network);
          return new double[] {
            Accuracy.of(pruned, data.heldOut()), Accuracy.of(pruned, data.test())
          };
        });
  }

  private List<Integer> kept(Set<Integer> removed) {
    Map<Integer, Integer> kept = new TreeMap<>(structure.sizes());
    for (int id : removed) {
      structure.groups().get(id).members().forEach(m -> kept.merge(m.layer(), -1, Integer::sum));
    }
    return List.copyOf(kept.values());
  }
}
