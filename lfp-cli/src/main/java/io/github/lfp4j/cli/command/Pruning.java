package io.github.lfp4j.cli.command;

import io.github.lfp4j.cli.console.Console;
import io.github.lfp4j.cli.console.Numbers;
import io.github.lfp4j.cli.console.Progress;
import io.github.lfp4j.cli.output.CurvePoint;
import io.github.lfp4j.cli.output.Figures;
import io.github.lfp4j.cli.report.PruningCurves;
import io.github.lfp4j.datasets.DataSource;
import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningCurve;
import io.github.lfp4j.pruning.criterion.Criteria;
import io.github.lfp4j.pruning.criterion.Criterion;
import io.github.lfp4j.pruning.criterion.WeightScores;
import io.github.lfp4j.pruning.measure.Latency;
import io.github.lfp4j.pruning.measure.NetworkFigures;
import io.github.lfp4j.pruning.plan.Scope;
import io.github.lfp4j.pruning.plan.WeightPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Prunes a network by a criterion and compares it with the others, showing progress. */
final class Pruning {

  private static final int EVALUATION_BATCH = 500;
  private static final int LATENCY_BATCH = 64;
  private static final int LATENCY_RUNS = 5;
  private static final List<Double> AMOUNTS = List.of(0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98);

  /** What is asked for. */
  record Request(
      String criterion, Scope scope, double amount, RuleMap rules, int examples, long seed) {}

  /** What came out. */
  record Result(
      Network pruned,
      double accuracyBefore,
      double accuracyAfter,
      NetworkFigures figuresBefore,
      NetworkFigures figuresAfter,
      Map<String, List<PruningCurve.Point>> curves,
      List<CurvePoint> curve) {

    Figures before() {
      return sizes(accuracyBefore, figuresBefore);
    }

    Figures after() {
      return sizes(accuracyAfter, figuresAfter);
    }

    private static Figures sizes(double accuracy, NetworkFigures figures) {
      return Describing.sizes(Figures.builder().accuracy(accuracy), figures).build();
    }
  }

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

  Result run(Network network) {
    WeightScores scores = scores(network, request.criterion());
    Network pruned = WeightPlan.of(scores, request.scope(), request.amount()).apply(network);
    Map<String, List<PruningCurve.Point>> curves = curves(network, scores);
    List<PruningCurve.Point> chosen = curves.get(request.criterion());
    return new Result(
        pruned,
        chosen.get(0).accuracy(),
        chosen.stream()
            .filter(point -> point.amount() == request.amount())
            .findFirst()
            .orElseThrow()
            .accuracy(),
        NetworkFigures.of(network, data.exampleShape()),
        NetworkFigures.of(pruned, data.exampleShape()),
        curves,
        points(network, scores, chosen));
  }

  private Criterion criterion(String name) {
    return Criteria.byName(name, new Criteria.Settings(request.rules(), request.seed()));
  }

  private WeightScores scores(Network network, String name) {
    Criterion criterion = criterion(name);
    if (!criterion.needsData()) {
      return criterion.scores(network, null, null);
    }
    try (Progress progress = console.progress(name, request.examples(), "examples")) {
      return criterion.scores(
          network,
          data.reference(ReferenceOptions.BATCH, request.seed(), request.examples()),
          progress.totals());
    }
  }

  private Map<String, List<PruningCurve.Point>> curves(Network network, WeightScores chosen) {
    TreeSet<Double> amounts = new TreeSet<>(AMOUNTS);
    amounts.add(request.amount());
    List<String> names = new ArrayList<>(List.of(request.criterion()));
    Criteria.names().stream().filter(name -> !names.contains(name)).forEach(names::add);
    Map<String, List<PruningCurve.Point>> curves = new LinkedHashMap<>();
    try (Progress progress =
        console.progress("pruning curves", (long) names.size() * amounts.size(), "networks")) {
      for (String name : names) {
        WeightScores scores = name.equals(request.criterion()) ? chosen : scores(network, name);
        curves.put(
            name,
            PruningCurve.of(
                network,
                scores,
                request.scope(),
                List.copyOf(amounts),
                data.exampleShape(),
                () -> data.test(EVALUATION_BATCH),
                done -> progress.step(1)));
      }
    }
    return curves;
  }

  private List<CurvePoint> points(
      Network network, WeightScores scores, List<PruningCurve.Point> curve) {
    INDArray batch = data.test(Math.min(LATENCY_BATCH, source.testExamples())).next().getFeatures();
    List<CurvePoint> points = new ArrayList<>();
    for (PruningCurve.Point point : curve) {
      Network pruned = WeightPlan.of(scores, request.scope(), point.amount()).apply(network);
      points.add(
          new CurvePoint(
              point.amount(),
              point.accuracy(),
              point.nonZeroParameters(),
              point.multiplyAdds(),
              Latency.medianMillis(pruned, batch, LATENCY_RUNS)));
    }
    return points;
  }

  static PruningCurves chart(Result result, double amount) {
    List<PruningCurves.Curve> curves = new ArrayList<>();
    result
        .curves()
        .forEach(
            (name, points) ->
                curves.add(
                    new PruningCurves.Curve(
                        name,
                        points.stream()
                            .map(p -> new PruningCurves.Point(p.amount(), p.accuracy()))
                            .toList())));
    return new PruningCurves(
        "weights", PruningCurves.Scale.LINEAR, result.accuracyBefore(), amount, curves);
  }

  static void print(Console console, Result result) {
    console.print(
        "before pruning: accuracy "
            + Numbers.percent(result.accuracyBefore())
            + ", "
            + Numbers.count(result.figuresBefore().nonZeroParameters())
            + " parameters that are not zero");
    console.print(
        "after pruning:  accuracy "
            + Numbers.percent(result.accuracyAfter())
            + ", "
            + Numbers.count(result.figuresAfter().nonZeroParameters())
            + " parameters that are not zero");
  }
}
