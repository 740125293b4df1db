package io.github.lfp4j.datasets;

import io.github.lfp4j.datasets.cache.Gzip;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.datavec.api.records.reader.impl.csv.CSVRecordReader;
import org.datavec.api.split.InputStreamInputSplit;
import org.datavec.api.writable.Writable;

/**
 * A table of text cells, read with DataVec from a file that may be gzipped.
 *
 * @param file where it was read from
 * @param columns names of the columns; empty if the file has none
 * @param classNames names of the classes if the first line tells them, as in scikit-learn's files,
 *     where it reads {@code rows,features,name,name,...}; else empty
 * @param rows the cells, all rows equally long, trimmed
 * @param lines for each row its line in the file, from 1
 */
record CsvTable(
    Path file,
    List<String> columns,
    List<String> classNames,
    List<List<String>> rows,
    List<Integer> lines) {

  /** Whether the first line holds names: found out, or told. */
  enum Header {
    AUTO,
    TRUE,
    FALSE
  }

  /**
   * Reads a file.
   *
   * @param delimiter between cells; cells may be quoted with {@code "}
   * @throws DataException if there is no such file or it is not a table
   */
  static CsvTable read(Path file, char delimiter, Header header) {
    if (Files.isDirectory(file)) {
      throw new DataException(file + " is a folder: name a file of comma-separated values.");
    }
    if (!Files.isRegularFile(file)) {
      throw new DataException("The file " + file + " does not exist.");
    }
    List<List<String>> rows = new ArrayList<>();
    List<Integer> lines = new ArrayList<>();
    try (InputStream in = Gzip.open(file);
        CSVRecordReader reader = new Utf8Reader(delimiter)) {
      reader.initialize(new InputStreamInputSplit(in));
      for (int line = 1; reader.hasNext(); line++) {
        List<String> cells = cells(file, line, reader);
        if (cells.size() > 1 || !cells.get(0).isEmpty()) {
          rows.add(cells);
          lines.add(line);
        }
      }
    } catch (IOException | IllegalStateException e) {
      // Commons IO wraps what goes wrong while it looks for the next line.
      throw new DataException(file + " is damaged or cannot be read: " + e.getMessage() + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataException("Reading " + file + " was interrupted.", e);
    }
    if (rows.isEmpty()) {
      throw new DataException(file + " is empty: it must hold a table, one example in a line.");
    }
    return withoutHeader(file, header, rows, lines);
  }

  private static List<String> cells(Path file, int line, CSVRecordReader reader) {
    try {
      List<String> cells = new ArrayList<>();
      for (Writable cell : reader.next()) {
        cells.add(cell.toString().strip());
      }
      if (line == 1) {
        // Some programs start a file with a byte order mark.
        cells.set(0, cells.get(0).replaceFirst("^\uFEFF", "").strip());
      }
      return cells;
    } catch (IllegalStateException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new DataException("Line " + line + " of " + file + " has a quote without an end.", e);
    }
  }

  private static CsvTable withoutHeader(
      Path file, Header header, List<List<String>> rows, List<Integer> lines) {
    List<String> columns = List.of();
    List<String> classNames = List.of();
    List<String> first = rows.get(0);
    int skip = 0;
    if (header == Header.AUTO && tellsClasses(rows)) {
      classNames = first.subList(2, first.size());
      skip = 1;
    } else if (header == Header.TRUE || (header == Header.AUTO && tellsColumns(rows))) {
      columns = first;
      skip = 1;
    }
    List<List<String>> body = rows.subList(skip, rows.size());
    if (body.isEmpty()) {
      throw new DataException(file + " has a header, but no rows below it.");
    }
    int width = columns.isEmpty() ? body.get(0).size() : columns.size();
    for (int i = 0; i < body.size(); i++) {
      if (body.get(i).size() != width) {
        throw new DataException(
            String.format(
                "Line %d of %s has %d cells, but the lines before it have %d:"
                    + " check the delimiter.",
                lines.get(i + skip), file, body.get(i).size(), width));
      }
    }
    return new CsvTable(file, columns, classNames, body, lines.subList(skip, lines.size()));
  }

  private static boolean tellsClasses(List<List<String>> rows) {
    List<String> first = rows.get(0);
    return rows.size() > 1
        && first.size() > 2
        && first.get(0).equals(Integer.toString(rows.size() - 1))
        && first.get(1).equals(Integer.toString(rows.get(1).size() - 1))
        && first.subList(2, first.size()).stream().noneMatch(CsvTable::isNumber);
  }

  // A name above a number.
  private static boolean tellsColumns(List<List<String>> rows) {
    if (rows.size() < 2) {
      return false;
    }
    int width = Math.min(rows.get(0).size(), rows.get(1).size());
    for (int column = 0; column < width; column++) {
      if (!isNumber(rows.get(0).get(column)) && isNumber(rows.get(1).get(column))) {
        return true;
      }
    }
    return false;
  }

  /** The number in a cell; NaN if it is none. */
  static double number(String cell) {
    // Java would also read 1d and 0x1p3, and words for what is not finite.
    if (!cell.matches("[-+0-9.eE]*[0-9.]")) {
      return Double.NaN;
    }
    try {
      double value = Double.parseDouble(cell);
      return Math.abs(value) <= Float.MAX_VALUE ? value : Double.NaN;
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  static boolean isNumber(String cell) {
    return !Double.isNaN(number(cell));
  }

  /** How to call a column in a sentence. */
  String column(int index) {
    return columns.isEmpty() ? "column " + index : "column '" + columns.get(index) + "'";
  }

  /** The number of columns. */
  int width() {
    return rows.get(0).size();
  }

  /**
   * The column that is meant by a number, counted from 0, or by a name.
   *
   * @throws DataException if there is none
   */
  int find(String wanted) {
    if (wanted.matches("\\d{1,9}") && Integer.parseInt(wanted) < width()) {
      return Integer.parseInt(wanted);
    }
    int index = columns.indexOf(wanted);
    if (index < 0) {
      throw new DataException(
          String.format(
              "%s has no column '%s': %s",
              file,
              wanted,
              columns.isEmpty()
                  ? "it has no header, so name one by its number, 0 to " + (width() - 1) + "."
                  : "it has " + String.join(", ", columns) + "."));
    }
    return index;
  }

  /** DataVec's reader, which would otherwise take the platform's character set. */
  private static final class Utf8Reader extends CSVRecordReader {

    Utf8Reader(char delimiter) {
      super(0, delimiter, '"');
      charset = StandardCharsets.UTF_8.name();
    }
  }
}
