package io.github.lfp4j.cli.report;

import io.github.lfp4j.cli.report.PruningCurves.Curve;
import io.github.lfp4j.cli.report.PruningCurves.Point;
import io.github.lfp4j.cli.report.PruningCurves.Scale;
import io.github.lfp4j.cli.report.TrainingCurve.Epoch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Reports with figures as a real run might give them. */
final class SampleReport {
  private static final String VERSION = "0.1.0";

  private SampleReport() {}

  /** A report with every section. */
  static ReportData full() {
    ReportData.Builder report =
        ReportData.builder("LeNet on MNIST, trained and pruned with LFP", VERSION)
            .summary(
                "Trained for eight epochs without gradients, ranked by accumulated relevance on the"
                    + " training data, and pruned by half.")
            .card("Accuracy before", "98.74 %", "on 10,000 test images")
            .card("Accuracy after", "98.61 %", "0.13 points less")
            .card("Parameters", "431 k", "215 k of them not zero")
            .card("Sparsity", "50.0 %", "of the weights are zero")
            .card("Time", "1 min 42 s", "on 2 cores");
    report
        .table(beforeAndAfter())
        .training(new TrainingCurve("LFP", epochs()))
        .pruning(pruning())
        .sensitivity(sensitivity());
    layers().forEach(report::layer);
    histograms().forEach(report::histogram);
    report
        .confusion(confusion())
        .settings(
            settings(),
            "./lfp train --arch lenet --method lfp --data mnist --epochs 8 --seed 1 --output m.zip")
        .note("Biases were kept: pruning concerns weights only.")
        .note("The layers pool1 and pool2 have no weights, so there is nothing to prune in them.");
    return report.build();
  }

  /** A report with a heading and nothing else. */
  static ReportData bare() {
    return ReportData.builder("Nothing but a heading <&>", VERSION).build();
  }

  static List<Epoch> epochs() {
    double[] score = {0.4121, 0.1423, 0.0987, 0.0761, 0.0644, 0.0552, 0.0491, 0.0447};
    double[] train = {0.9532, 0.9718, 0.9789, 0.9835, 0.9864, 0.9887, 0.9901, 0.9913};
    double[] test = {0.9561, 0.9724, 0.9791, 0.9822, 0.9843, 0.9861, 0.9869, 0.9874};
    List<Epoch> epochs = new ArrayList<>();
    for (int i = 0; i < score.length; i++) {
      epochs.add(new Epoch(i + 1, score[i], train[i], test[i], 11.2 + 0.3 * (i % 3)));
    }
    return epochs;
  }

  static PruningCurves pruning() {
    double[] amounts = {0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95};
    double[] relevance = {
      .9874, .9873, .9872, .9871, .9868, .9861, .9852, .9836, .9795, .9588, .8731
    };
    double[] magnitude = {
      .9874, .9872, .9870, .9868, .9862, .9849, .9823, .9761, .9602, .8914, .6822
    };
    double[] random = {.9874, .9842, .9761, .9608, .9214, .8492, .7011, .5126, .3347, .1893, .1211};
    return new PruningCurves(
        "weights",
        Scale.LINEAR,
        0.9874,
        0.5,
        List.of(
            curve("relevance", amounts, relevance),
            curve("magnitude", amounts, magnitude),
            curve("random", amounts, random)));
  }

  private static ReportTable beforeAndAfter() {
    return ReportTable.builder("Before and after")
        .lead("Latency is the median of 30 runs, taken in turns.")
        .words("Figure")
        .numbers("Before", "After", "Change")
        .row("Accuracy", "98.74 %", "98.61 %", "-0.13 points")
        .row("Parameters", "431,080", "163,214", "-62.1 %")
        .row("Latency, batch of 64", "57.2 ms", "31.9 ms", "-44.2 %")
        .build();
  }

  private static PruningCurves sensitivity() {
    double[] amounts = {0, 0.25, 0.5, 0.75};
    return new PruningCurves(
        "units",
        Scale.LINEAR,
        0.9874,
        Double.NaN,
        List.of(
            curve("conv1", amounts, new double[] {.9874, .9772, .8912, .4213}),
            curve("dense", amounts, new double[] {.9874, .9873, .9869, .9801})));
  }

  static PruningCurves logarithmicPruning() {
    double[] amounts = {0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995};
    double[] relevance = {.9874, .9861, .9795, .9588, .9131, .7412, .4871, .2019};
    return new PruningCurves(
        "weights",
        Scale.LOGARITHMIC,
        0.9874,
        Double.NaN,
        List.of(curve("relevance", amounts, relevance)));
  }

  private static Curve curve(String name, double[] amounts, double[] accuracies) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < amounts.length; i++) {
      points.add(new Point(amounts[i], accuracies[i]));
    }
    return new Curve(name, points);
  }

  private static List<LayerRow> layers() {
    String rule = "epsilon 1e-6";
    return List.of(
        new LayerRow(
            "conv1",
            "Convolution2D 5\u00d75",
            "20 \u00d7 24 \u00d7 24",
            rule,
            520,
            371,
            288000,
            ""),
        new LayerRow(
            "pool1", "Subsampling max 2\u00d72", "20 \u00d7 12 \u00d7 12", "", 0, 0, 0, ""),
        new LayerRow(
            "conv2",
            "Convolution2D 5\u00d75",
            "50 \u00d7 8 \u00d7 8",
            rule,
            25050,
            17913,
            1600000,
            ""),
        new LayerRow("pool2", "Subsampling max 2\u00d72", "50 \u00d7 4 \u00d7 4", "", 0, 0, 0, ""),
        new LayerRow("dense", "Dense", "500", rule, 400500, 194120, 400000, ""),
        new LayerRow(
            "output", "Output softmax", "10", rule, 5010, 3102, 5000, "its units are the classes"));
  }

  private static List<RelevanceHistogram> histograms() {
    Random random = new Random(7);
    List<RelevanceHistogram> histograms = new ArrayList<>();
    String[] names = {"conv1", "conv2", "dense", "output"};
    int[] sizes = {500, 25000, 40000, 5000};
    for (int i = 0; i < names.length; i++) {
      double[] values = new double[sizes[i]];
      for (int j = 0; j < values.length; j++) {
        boolean dead = i == 2 && j % 11 == 0;
        values[j] = dead ? 0 : Math.pow(10, -2.2 - 0.6 * i + 0.9 * random.nextGaussian());
      }
      histograms.add(RelevanceHistogram.of(names[i], values, 40, 2.4e-4));
    }
    return histograms;
  }

  private static ConfusionMatrix confusion() {
    List<String> labels = new ArrayList<>();
    List<List<Long>> counts = new ArrayList<>();
    Random random = new Random(3);
    for (int i = 0; i < 10; i++) {
      labels.add(Integer.toString(i));
      List<Long> row = new ArrayList<>();
      for (int j = 0; j < 10; j++) {
        long wrong = random.nextInt(5) == 0 ? random.nextInt(7) : 0;
        row.add(i == j ? 955L + random.nextInt(40) : wrong);
      }
      counts.add(row);
    }
    return new ConfusionMatrix(labels, counts);
  }

  private static Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("arch", "lenet");
    settings.put("method", "lfp");
    settings.put("data", "mnist");
    settings.put("epochs", 8);
    settings.put("batch", 128);
    settings.put("lr", 0.1);
    settings.put("seed", 1);
    return settings;
  }
}
