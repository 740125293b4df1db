package io.github.lfp4j.cli.console;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Rows of text in aligned columns: two spaces between columns, numbers to the right, a rule below
 * the header.
 */
public final class TextTable {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?[0-9][0-9.,]*([eE][+-]?[0-9]+)?( ?[%a-zA-Z/]{1,4})?|-|");

  private final List<String> header;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * A table without rows.
   *
   * @param header the columns' titles
   */
  public TextTable(String... header) {
    this.header = List.of(header);
  }

  /**
   * Adds a row.
   *
   * @param cells one per column, shown by their {@code toString}
   * @return this table
   */
  public TextTable row(Object... cells) {
    if (cells.length != header.size()) {
      throw new IllegalArgumentException(
          "A row of " + cells.length + " cells does not fit " + header.size() + " columns.");
    }
    List<String> row = new ArrayList<>(cells.length);
    for (Object cell : cells) {
      row.add(String.valueOf(cell));
    }
    rows.add(row);
    return this;
  }

  /** The table as lines without trailing spaces. */
  public List<String> lines() {
    int columns = header.size();
    int[] widths = new int[columns];
    boolean[] numeric = new boolean[columns];
    for (int c = 0; c < columns; c++) {
      int column = c;
      widths[c] = header.get(c).length();
      rows.forEach(r -> widths[column] = Math.max(widths[column], r.get(column).length()));
      numeric[c] = rows.stream().allMatch(r -> NUMBER.matcher(r.get(column)).matches());
    }
    List<String> lines = new ArrayList<>();
    lines.add(line(header, widths, numeric));
    List<String> rule = new ArrayList<>();
    for (int width : widths) {
      rule.add("-".repeat(width));
    }
    lines.add(line(rule, widths, numeric));
    rows.forEach(r -> lines.add(line(r, widths, numeric)));
    return lines;
  }

  private static String line(List<String> cells, int[] widths, boolean[] numeric) {
    StringBuilder text = new StringBuilder();
    for (int c = 0; c < widths.length; c++) {
      String padding = " ".repeat(widths[c] - cells.get(c).length());
      text.append(c == 0 ? "" : "  ");
      text.append(numeric[c] ? padding + cells.get(c) : cells.get(c) + padding);
    }
    return text.toString().stripTrailing();
  }
}
