package io.github.lfp4j.cli.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A table with a heading of its own.
 *
 * @param title the heading
 * @param lead a sentence below it; may be empty
 * @param columns at least one; the first names what a row is about
 * @param rows as many cells each as there are columns
 */
public record ReportTable(
    String title, String lead, List<Column> columns, List<List<String>> rows) {

  /**
   * A column.
   *
   * @param name what it holds
   * @param isNumber whether its cells are numbers, which are aligned by their ends
   */
  public record Column(String name, boolean isNumber) {}

  /** Copies the lists and compares their lengths. */
  public ReportTable {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "The table has " + columns.size() + " columns, but a row has " + row.size() + ".");
      }
    }
  }

  /** Starts a table. */
  public static Builder builder(String title) {
    return new Builder(title);
  }

  /** Collects columns and rows. */
  public static final class Builder {
    private final String title;
    private final List<Column> columns = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();
    private String lead = "";

    private Builder(String title) {
      this.title = title;
    }

    /** A sentence below the heading. */
    public Builder lead(String sentence) {
      this.lead = sentence;
      return this;
    }

    /** Columns of words. */
    public Builder words(String... names) {
      for (String name : names) {
        columns.add(new Column(name, false));
      }
      return this;
    }

    /** Columns of numbers. */
    public Builder numbers(String... names) {
      for (String name : names) {
        columns.add(new Column(name, true));
      }
      return this;
    }

    /** The next row. */
    public Builder row(String... cells) {
      rows.add(List.of(cells));
      return this;
    }

    /** The table. */
    public ReportTable build() {
      return new ReportTable(title, lead, columns, rows);
    }
  }
}
