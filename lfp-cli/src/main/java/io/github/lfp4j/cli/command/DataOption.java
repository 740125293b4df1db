package io.github.lfp4j.cli.command;

import io.github.lfp4j.cli.console.Console;
import io.github.lfp4j.cli.console.Progress;
import io.github.lfp4j.datasets.DataSource;
import io.github.lfp4j.datasets.DataSources;
import java.util.function.LongConsumer;
import picocli.CommandLine.Option;

/** The options that name the data. */
public final class DataOption {

  @Option(
      names = "--data",
      required = true,
      paramLabel = "SPEC",
      description =
          "The data: digits, toy:blobs|circles|swirls, mnist[:DIR], fashion-mnist[:DIR],"
              + " cifar10[:DIR], csv:FILE?label=COLUMN or images:DIR.")
  private String spec;

  /** Opens the data, showing the progress of downloads and checking that it has classes. */
  DataSource open(Console console) {
    return open(spec, console);
  }

  /** As it was given. */
  String spec() {
    return spec;
  }

  static DataSource open(String spec, Console console) {
    DownloadBar bar = new DownloadBar(console);
    try {
      DataSource source = DataSources.open(spec, bar::update);
      if (source.classes() < 2) {
        throw new io.github.lfp4j.cli.UserException(
            "The data '"
                + spec
                + "' has no classes, but a classification network is trained and pruned here;"
                + " choose data with at least two classes.");
      }
      return source;
    } finally {
      bar.close();
    }
  }

  /** A progress bar that appears when a download begins. */
  private static final class DownloadBar {
    private final Console console;
    private String file;
    private Progress progress;
    private LongConsumer bytes;

    DownloadBar(Console console) {
      this.console = console;
    }

    void update(String name, long done, long total) {
      if (!name.equals(file)) {
        close();
        file = name;
        progress = console.progress("downloading " + name, total, "bytes");
        bytes = progress.totals();
      }
      bytes.accept(done);
    }

    void close() {
      if (progress != null) {
        progress.close();
        progress = null;
      }
    }
  }
}
