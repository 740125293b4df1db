package io.github.lfp4j.bench.study;

import io.github.lfp4j.bench.study.StudyResult.Setting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The results of a study as tables in Markdown: means over seeds, in percent. */
final class StudyTables {

  private final List<StudyResult> results;
  private final List<String> models;

  StudyTables(List<StudyResult> results) {
    this.results = results;
    this.models = results.stream().map(StudyResult::model).distinct().toList();
  }

  /** A mean over seeds, and over models where none is named. */
  private double mean(Setting setting, String model, ToDoubleFunction<StudyResult> of) {
    return 100
        * results.stream()
            .filter(result -> result.setting().equals(setting))
            .filter(result -> model == null || result.model().equals(model))
            .mapToDouble(of)
            .average()
            .orElse(Double.NaN);
  }

  /** The settings, best on held-out images first within each amount and reference size. */
  private Map<String, List<Setting>> ordered() {
    Map<String, List<Setting>> byCase = new LinkedHashMap<>();
    results.stream()
        .map(StudyResult::setting)
        .distinct()
        .sorted(
            Comparator.comparingDouble(Setting::amount)
                .thenComparing(Setting::reference, Comparator.reverseOrder())
                .thenComparing(s -> -mean(s, null, StudyResult::heldOut)))
        .forEach(
            setting ->
                byCase
                    .computeIfAbsent(
                        String.format(
                            Locale.ROOT,
                            "%.0f %% of the units removed, %d reference images",
                            100 * setting.amount(),
                            setting.reference()),
                        key -> new ArrayList<>())
                    .add(setting));
    return byCase;
  }

  /** All tables, each under a heading of the third level. */
  String markdown() {
    StringBuilder text = new StringBuilder();
    ordered()
        .forEach(
            (title, settings) -> {
              text.append("### ").append(title).append("\n\n");
              text.append("| criterion | normalisation | held out |");
              models.forEach(model -> text.append(' ').append(model).append(" |"));
              text.append(" mean |\n|---|---|---|");
              text.append("---|".repeat(models.size() + 1)).append('\n');
              settings.forEach(setting -> row(setting, text));
              text.append('\n');
            });
    return text.toString();
  }

  private void row(Setting setting, StringBuilder text) {
    text.append("| ").append(setting.criterion()).append(" | ").append(setting.normalization());
    text.append(" | ").append(percent(mean(setting, null, StudyResult::heldOut)));
    for (String model : models) {
      text.append(" | ").append(percent(mean(setting, model, StudyResult::test)));
    }
    text.append(" | ").append(percent(mean(setting, null, StudyResult::test))).append(" |\n");
  }

  private static String percent(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
