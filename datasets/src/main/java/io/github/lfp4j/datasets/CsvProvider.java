package io.github.lfp4j.datasets;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * {@code csv:FILE?label=COLUMN}: a table of numbers, one column of which is to be predicted. The
 * column is named by its header or by its number from 0. Options: {@code task} ({@code
 * classification}, or {@code regression}, which leaves the labels as they are), {@code test} (the
 * fraction kept for testing, 0.2), {@code seed} (of that choice), {@code header} ({@code auto}),
 * {@code delimiter} (a character or {@code comma}, {@code semicolon}, {@code tab}, {@code space}).
 */
public final class CsvProvider implements DataSourceProvider {

  @Override
  public String kind() {
    return "csv";
  }

  @Override
  public String usage() {
    return "csv:FILE?label=COLUMN[&task=classification|regression&test=X&seed=N"
        + "&header=auto|true|false&delimiter=C]";
  }

  @Override
  public DataSource open(DataSpec spec, DataOptions options) {
    SpecOptions asked =
        new SpecOptions(spec, List.of("label", "task", "test", "seed", "header", "delimiter"));
    String header = asked.choice("header", "auto", List.of("auto", "true", "false"));
    double fraction = asked.fraction("test", 0.2);
    long seed = asked.seed("seed", 1);
    boolean classify =
        asked
            .choice("task", "classification", List.of("classification", "regression"))
            .equals("classification");
    char delimiter = delimiter(asked);
    CsvTable table =
        CsvTable.read(
            asked.path("FILE?label=COLUMN"),
            delimiter,
            CsvTable.Header.valueOf(header.toUpperCase(Locale.ROOT)));
    if (asked.text("label") == null) {
      throw new DataException(
          "'" + spec + "' does not say what to predict: add label=COLUMN, a name or a number.");
    }
    int label = table.find(asked.text("label"));
    if (table.width() < 2) {
      throw new DataException(
          table.file() + " has a single column, so nothing to predict from: check the delimiter.");
    }
    List<String> values = classify ? values(table, label) : List.of();
    boolean told = classify && tellsNames(table, values);
    List<String> labels = told ? table.classNames() : values;
    int[] classes = new int[table.rows().size()];
    float[][] targets = new float[classes.length][1];
    List<double[]> features = new ArrayList<>();
    for (int row = 0; row < classes.length; row++) {
      features.add(features(table, row, label));
      if (classify) {
        String value = table.rows().get(row).get(label);
        classes[row] = told ? Integer.parseInt(value) : labels.indexOf(value);
      } else {
        targets[row][0] = (float) number(table, row, label);
      }
    }
    String name = Folders.name(table.file());
    int groups = Math.max(1, labels.size());
    Split split = Split.stratified(classes, groups, fraction, seed, name);
    float[][] columns = classify ? FloatExamples.oneHot(classes, groups) : targets;
    return Tables.source(
        name,
        labels,
        names(table, label),
        part(features, columns, split.train()),
        part(features, columns, split.test()));
  }

  private static char delimiter(SpecOptions asked) {
    String text = asked.text("delimiter", ",");
    return switch (text) {
      case "comma" -> ',';
      case "semicolon" -> ';';
      case "tab" -> '\t';
      case "space" -> ' ';
      default -> {
        if (text.length() != 1 || text.equals("\"") || text.equals("\\")) {
          throw asked.wrong("delimiter", "one character or comma, semicolon, tab or space", null);
        }
        yield text.charAt(0);
      }
    };
  }

  private static List<String> values(CsvTable table, int label) {
    TreeSet<String> values = new TreeSet<>();
    for (List<String> row : table.rows()) {
      values.add(row.get(label));
    }
    if (values.size() < 2) {
      throw new DataException(
          String.format(
              "In %s, %s is '%s' in every row, so there is nothing to tell apart.",
              table.file(), table.column(label), values.first()));
    }
    if (values.size() > 2 && 2 * values.size() > table.rows().size()) {
      throw new DataException(
          String.format(
              "In %s, %s has %d different values in %d rows, too many for classes:"
                  + " add task=regression to predict a number.",
              table.file(), table.column(label), values.size(), table.rows().size()));
    }
    Comparator<String> order = Comparator.naturalOrder();
    if (values.stream().allMatch(CsvTable::isNumber)) {
      order = Comparator.comparingDouble(CsvTable::number).thenComparing(order);
    }
    return values.stream().sorted(order).toList();
  }

  // Whether the labels are the numbers of classes that the file has told the names of.
  private static boolean tellsNames(CsvTable table, List<String> values) {
    int named = table.classNames().size();
    return named > 0
        && values.stream()
            .allMatch(value -> value.matches("\\d{1,9}") && Integer.parseInt(value) < named);
  }

  private static double[] features(CsvTable table, int row, int label) {
    double[] features = new double[table.width() - 1];
    for (int column = 0; column < table.width(); column++) {
      if (column != label) {
        features[column < label ? column : column - 1] = number(table, row, column);
      }
    }
    return features;
  }

  private static List<String> names(CsvTable table, int label) {
    return IntStream.range(0, table.width())
        .filter(column -> column != label)
        .mapToObj(
            column -> table.columns().isEmpty() ? "column " + column : table.columns().get(column))
        .toList();
  }

  private static double number(CsvTable table, int row, int column) {
    String cell = table.rows().get(row).get(column);
    double value = CsvTable.number(cell);
    if (Double.isNaN(value)) {
      throw new DataException(
          String.format(
              "Line %d of %s, %s, %s: only numbers can be used.",
              table.lines().get(row),
              table.file(),
              table.column(column),
              cell.isEmpty() ? "is empty" : "holds '" + cell + "'"));
    }
    return value;
  }

  private static Tables.Part part(
      List<double[]> features, float[][] targets, List<Integer> numbers) {
    return new Tables.Part(
        numbers.stream().map(features::get).toList(),
        numbers.stream().map(number -> targets[number]).toList());
  }
}
