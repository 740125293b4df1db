package io.github.lfp4j.cli.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a report shows. A section without contents is left out.
 *
 * @param title the report's heading
 * @param summary a sentence or two below it; may be empty
 * @param version the version of lfp that made it
 * @param cards the most important figures
 * @param tables figures in tables of their own
 * @param training how training went, one curve per training
 * @param pruning accuracy over pruned amounts
 * @param sensitivity accuracy if only one layer is pruned, a curve for each
 * @param layers the network's layers
 * @param histograms relevance per layer
 * @param confusion which classes are taken for which
 * @param pictures inputs and what in them counted
 * @param settings what the command was asked for
 * @param commandLine how to do it again; may be empty
 * @param notes what was skipped, and what to bear in mind
 */
public record ReportData(
    String title,
    String summary,
    String version,
    List<Card> cards,
    List<ReportTable> tables,
    List<TrainingCurve> training,
    Optional<PruningCurves> pruning,
    Optional<PruningCurves> sensitivity,
    List<LayerRow> layers,
    List<RelevanceHistogram> histograms,
    Optional<ConfusionMatrix> confusion,
    List<Picture> pictures,
    Map<String, Object> settings,
    String commandLine,
    List<String> notes) {

  /** Copies all collections. */
  public ReportData {
    cards = List.copyOf(cards);
    tables = List.copyOf(tables);
    training = List.copyOf(training);
    layers = List.copyOf(layers);
    histograms = List.copyOf(histograms);
    pictures = List.copyOf(pictures);
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    notes = List.copyOf(notes);
  }

  /**
   * Starts a report without sections.
   *
   * @param title the report's heading
   * @param version the version of lfp
   */
  public static Builder builder(String title, String version) {
    return new Builder(title, version);
  }

  /** Collects the sections of a report. */
  public static final class Builder {
    private final String title;
    private final String version;
    private final List<Card> cards = new ArrayList<>();
    private final List<ReportTable> tables = new ArrayList<>();
    private final List<TrainingCurve> training = new ArrayList<>();
    private final List<LayerRow> layers = new ArrayList<>();
    private final List<RelevanceHistogram> histograms = new ArrayList<>();
    private final List<Picture> pictures = new ArrayList<>();
    private final Map<String, Object> settings = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private String summary = "";
    private String commandLine = "";
    private Optional<PruningCurves> pruning = Optional.empty();
    private Optional<PruningCurves> sensitivity = Optional.empty();
    private Optional<ConfusionMatrix> confusion = Optional.empty();

    private Builder(String title, String version) {
      this.title = title;
      this.version = version;
    }

    /** A sentence or two below the heading. */
    public Builder summary(String text) {
      this.summary = text;
      return this;
    }

    /** One of the most important figures. */
    public Builder card(String label, String value, String remark) {
      cards.add(new Card(label, value, remark));
      return this;
    }

    /** The next table. */
    public Builder table(ReportTable table) {
      tables.add(table);
      return this;
    }

    /** How a training went; several are compared. */
    public Builder training(TrainingCurve curve) {
      training.add(curve);
      return this;
    }

    /** Accuracy over pruned amounts. */
    public Builder pruning(PruningCurves curves) {
      pruning = Optional.of(curves);
      return this;
    }

    /** Accuracy if only one layer is pruned, a curve for each. */
    public Builder sensitivity(PruningCurves curves) {
      sensitivity = Optional.of(curves);
      return this;
    }

    /** The next layer of the network. */
    public Builder layer(LayerRow row) {
      layers.add(row);
      return this;
    }

    /** The relevance in a layer. */
    public Builder histogram(RelevanceHistogram histogram) {
      histograms.add(histogram);
      return this;
    }

    /** Which classes are taken for which. */
    public Builder confusion(ConfusionMatrix matrix) {
      confusion = Optional.of(matrix);
      return this;
    }

    /** The next input and what in it counted. */
    public Builder picture(Picture picture) {
      pictures.add(picture);
      return this;
    }

    /** What the command was asked for, and how to do it again. */
    public Builder settings(Map<String, Object> settings, String commandLine) {
      this.settings.putAll(settings);
      this.commandLine = commandLine;
      return this;
    }

    /** Something that was skipped, or that the reader should bear in mind. */
    public Builder note(String text) {
      notes.add(text);
      return this;
    }

    /** The report's contents. */
    public ReportData build() {
      return new ReportData(
          title,
          summary,
          version,
          cards,
          tables,
          training,
          pruning,
          sensitivity,
          layers,
          histograms,
          confusion,
          pictures,
          settings,
          commandLine,
          notes);
    }
  }
}
