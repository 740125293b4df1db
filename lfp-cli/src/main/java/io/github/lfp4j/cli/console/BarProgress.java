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
  private final OneLine line;
  private final Interruption.Registration registration;

  BarProgress(
      PrintWriter err,
      Terminal terminal,
      Interruption interruption,
      String task,
      long total,
      String unit) {
    line = new OneLine(err, terminal.columns() - 1);
    bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(total)
            .setUnit(" " + unit, 1)
            .setStyle(terminal.unicode() ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(REDRAW_MILLIS)
            .showSpeed(new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
            .setConsumer(line)
            .build();
    // Otherwise the last words of an interrupted process would stand behind the bar.
    registration = interruption.onInterrupt(this::end);
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
    end();
  }

  private void end() {
    bar.close();
    // The bar leaves this out when it is closed before it was drawn for the first time.
    line.close();
  }

  /** Draws over the line that is there, and ends it once when the bar is closed. */
  private static final class OneLine implements ProgressBarConsumer {
    private final PrintWriter err;
    private final int width;
    private boolean ended;

    OneLine(PrintWriter err, int width) {
      this.err = err;
      this.width = width;
    }

    @Override
    public int getMaxRenderedLength() {
      return width;
    }

    @Override
    public synchronized void accept(String rendered) {
      if (!ended) {
        err.print("\r" + rendered);
        err.flush();
      }
    }

    @Override
    public synchronized void close() {
      if (!ended) {
        ended = true;
        err.println();
        err.flush();
      }
    }
  }
}
