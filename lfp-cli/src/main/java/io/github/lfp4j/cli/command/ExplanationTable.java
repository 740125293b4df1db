package io.github.lfp4j.cli.command;

import io.github.lfp4j.cli.output.OutputFile;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Explanations as comma-separated values: a line for each number of each example. */
final class ExplanationTable {

  private ExplanationTable() {}

  /**
   * Writes the table.
   *
   * @param features names of the features of tables; empty for images
   */
  static void write(OutputFile csv, List<Explanation> explanations, List<String> features)
      throws IOException {
    String[] header =
        features.isEmpty()
            ? new String[] {"index", "target", "channel", "row", "column", "value", "relevance"}
            : new String[] {"index", "target", "feature", "value", "relevance"};
    CSVFormat format = CSVFormat.DEFAULT.builder().setRecordSeparator('\n').setHeader(header).get();
    try (Writer writer = new OutputStreamWriter(csv.open(), StandardCharsets.UTF_8);
        CSVPrinter printer = new CSVPrinter(writer, format)) {
      for (Explanation e : explanations) {
        for (int i = 0; i < e.values().size(); i++) {
          if (features.isEmpty()) {
            long size = e.shape().get(1) * e.shape().get(2);
            printer.printRecord(
                e.index(),
                e.target(),
                i / size,
                i % size / e.shape().get(2),
                i % e.shape().get(2),
                e.values().get(i),
                e.relevance().get(i));
          } else {
            printer.printRecord(
                e.index(), e.target(), features.get(i), e.values().get(i), e.relevance().get(i));
          }
        }
      }
    }
  }
}
