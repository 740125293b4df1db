package io.github.lfp4j.cli.console;

import io.github.lfp4j.cli.output.Interruption;
import java.io.PrintWriter;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar that redraws itself on one line of a terminal. */
final class BarProgress implements Progress {
  private static final int REDRAW_MILLIS = 200;

  private final ProgressBar bar;
  private final Interruption.Registration registration;

  BarProgress(
      PrintWriter err,
      Terminal terminal,
      Interruption interruption,
      String task,
      long total,
      String unit) {
    bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(total)
            .setUnit(" " + unit, 1)
            .setStyle(terminal.unicode() ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(REDRAW_MILLIS)
            .showSpeed(new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
            .setConsumer(new OneLine(err, terminal.columns() - 1))
            .build();
    // Otherwise the last words of an interrupted process would stand behind the bar.
    registration = interruption.onInterrupt(bar::close);
  }

  @Override
  public void step(long units) {
    bar.stepBy(units);
  }

  @Override
  public void say(String text) {
    bar.setExtraMessage(" " + text);
  }

  @Override
  public void close() {
    registration.close();
    bar.close();
  }

  /** Draws over the line that is there, and ends it when the bar is closed. */
  private record OneLine(PrintWriter err, int width) implements ProgressBarConsumer {
    @Override
    public int getMaxRenderedLength() {
      return width;
    }

    @Override
    public void accept(String rendered) {
      err.print("\r" + rendered);
      err.flush();
    }

    @Override
    public void close() {
      err.println();
      err.flush();
    }
  }
}
