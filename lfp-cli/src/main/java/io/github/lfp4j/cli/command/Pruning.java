package io.github.lfp4j.cli.command;

import io.github.lfp4j.cli.console.Console;
import io.github.lfp4j.cli.console.Progress;
import io.github.lfp4j.cli.output.CurvePoint;
import io.github.lfp4j.datasets.DataSource;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningCurve;
import io.github.lfp4j.pruning.criterion.Criteria;
import io.github.lfp4j.pruning.criterion.Criterion;
import io.github.lfp4j.pruning.measure.Accuracy;
import io.github.lfp4j.pruning.measure.Latency;
import io.github.lfp4j.pruning.measure.NetworkFigures;
import io.github.lfp4j.pruning.plan.Sensitivity;
import io.github.lfp4j.pruning.tuning.IterativePruning;
import io.github.lfp4j.pruning.tuning.PlannedUnits;
import io.github.lfp4j.pruning.tuning.PruningStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** Prunes a network by a criterion and compares it with the others, showing progress. */
final class Pruning {

  private static final int EVALUATION_BATCH = 500;
  private static final int LATENCY_BATCH = 64;
  private static final int CURVE_RUNS = 5;
  private static final int LATENCY_RUNS = 15;

  /** What is held out of the training data, to decide by: a tenth, but no more than this. */
  private static final int MOST_HELD_OUT = 5000;

  private static final List<Double> AMOUNTS = List.of(0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98);
  private static final List<Double> LAYER_AMOUNTS = List.of(0.25, 0.5, 0.75, 0.9);
  private static final List<String> COMPARED = List.of("relevance", "magnitude", "random");

  /**
   * What is asked for.
   *
   * @param tuning steps and fine-tuning; null to prune at once
   * @param sensitivity whether each layer is pruned alone as well, which units can be only
   */
  record Request(
      String criterion,
      Parts parts,
      Goal goal,
      Criteria.Settings settings,
      int examples,
      TuningOptions tuning,
      boolean sensitivity) {}

  private final Console console;
  private final DataSource source;
  private final DataFit data;
  private final Request request;

  Pruning(Console console, DataSource source, DataFit data, Request request) {
    this.console = console;
    this.source = source;
    this.data = data;
    this.request = request;
  }

  /** The chosen criterion's plan, and how much of the network it takes away. */
  record Planned(PruningStep atOnce, double amount) {}

  /** Scores the network without changing anything. */
  Planned plan(Network network) {
    PruningStep atOnce = atOnce(network, request.criterion());
    return new Planned(atOnce, request.parts().amount(network, atOnce, request.goal()));
  }

  PruningResult run(Network network) {
    Planned planned = plan(network);
    Map<String, List<PruningCurve.Point>> curves = curves(network, planned);
    IterativePruning.Result steps = request.tuning() == null ? null : tune(network, planned);
    Network pruned =
        steps == null ? planned.atOnce().prune(network, planned.amount()) : steps.network();
    double before = curves.get(request.criterion()).get(0).accuracy();
    return new PruningResult(
        request.parts().plural(),
        network,
        pruned,
        before,
        Accuracy.of(pruned, data.test(EVALUATION_BATCH)),
        NetworkFigures.of(network, data.exampleShape()),
        NetworkFigures.of(pruned, data.exampleShape()),
        steps == null ? planned.amount() : steps.amount(),
        curves,
        points(network, planned, curves.get(request.criterion())),
        Optional.ofNullable(steps),
        planned.atOnce() instanceof PlannedUnits units ? Optional.of(units) : Optional.empty(),
        latency(network, pruned, 1),
        latency(network, pruned, LATENCY_BATCH),
        sensitivity(network, planned));
  }

  private Criterion criterion(String name) {
    return Criteria.byName(name, request.settings());
  }

  private DataSetIterator reference() {
    return data.reference(ReferenceOptions.BATCH, request.settings().seed(), request.examples());
  }

  private PruningStep atOnce(Network network, String name) {
    Criterion criterion = criterion(name);
    if (!criterion.needsData()) {
      return request.parts().atOnce(network, criterion, null, null);
    }
    try (Progress progress = console.progress(name, request.examples(), "examples")) {
      return request.parts().atOnce(network, criterion, this::reference, progress.totals());
    }
  }

  private Map<String, List<PruningCurve.Point>> curves(Network network, Planned planned) {
    TreeSet<Double> amounts = new TreeSet<>(AMOUNTS);
    amounts.add(planned.amount());
    List<String> names = new ArrayList<>(List.of(request.criterion()));
    COMPARED.stream().filter(name -> !names.contains(name)).forEach(names::add);
    Map<String, List<PruningCurve.Point>> curves = new LinkedHashMap<>();
    try (Progress progress =
        console.progress("pruning curves", (long) names.size() * amounts.size(), "networks")) {
      for (String name : names) {
        PruningStep step =
            name.equals(request.criterion()) ? planned.atOnce() : atOnce(network, name);
        curves.put(
            name,
            PruningCurve.of(
                network,
                step,
                List.copyOf(amounts),
                data.exampleShape(),
                () -> data.test(EVALUATION_BATCH),
                done -> progress.step(1)));
      }
    }
    return curves;
  }

  /** Decides by a part of the training data that is neither trained on nor tested on. */
  private IterativePruning.Result tune(Network network, Planned planned) {
    TuningOptions tuning = request.tuning();
    double fraction = Math.min(0.1, (double) MOST_HELD_OUT / source.trainExamples());
    DataSource split = source.holdOut(fraction, request.settings().seed());
    DataFit fit = DataFit.of(network, split);
    List<Double> amounts = tuning.amounts(planned.amount());
    long examples = (long) split.trainExamples() * tuning.epochs();
    try (Progress progress =
        console.progress("pruning and training", examples * amounts.size(), "examples")) {
      long[] before = {0};
      return new IterativePruning(
              request.parts().inSteps(network, criterion(request.criterion()), this::reference),
              tuning.tuning(
                  request.settings().seed(), done -> progress.totals().accept(before[0] + done)),
              () -> fit.test(EVALUATION_BATCH))
          .maxAccuracyLoss(tuning.maxAccuracyLoss())
          .listener(step -> before[0] += examples)
          .run(network, amounts, fit.train(tuning.batch(), request.settings().seed()));
    }
  }

  private List<CurvePoint> points(
      Network network, Planned planned, List<PruningCurve.Point> curve) {
    INDArray batch = batch(LATENCY_BATCH);
    List<CurvePoint> points = new ArrayList<>();
    for (PruningCurve.Point point : curve) {
      Network pruned = planned.atOnce().prune(network, point.amount());
      points.add(
          new CurvePoint(
              point.amount(),
              point.accuracy(),
              point.nonZeroParameters(),
              point.multiplyAdds(),
              Latency.medianMillis(pruned, batch, CURVE_RUNS)));
    }
    return points;
  }

  /** As many examples as there are, up to a number. */
  INDArray batch(int examples) {
    return data.test(Math.min(examples, source.testExamples())).next().getFeatures();
  }

  private PruningResult.Times latency(Network before, Network after, int examples) {
    double[] millis =
        Latency.medianMillis(
            List.of(ModelOption.standard(before), ModelOption.standard(after)),
            batch(examples),
            LATENCY_RUNS);
    return new PruningResult.Times(millis[0], millis[1]);
  }

  private Optional<Sensitivity> sensitivity(Network network, Planned planned) {
    if (!request.sensitivity() || !(planned.atOnce() instanceof PlannedUnits units)) {
      return Optional.empty();
    }
    int layers = units.scores().byLayer().size();
    try (Progress progress =
        console.progress("sensitivity", (long) layers * LAYER_AMOUNTS.size(), "networks")) {
      return Optional.of(
          Sensitivity.scan(
              network,
              units.structure(),
              units.scores(),
              LAYER_AMOUNTS,
              pruned -> Accuracy.of(pruned, data.test(EVALUATION_BATCH)),
              done -> progress.step(1)));
    }
  }
}
