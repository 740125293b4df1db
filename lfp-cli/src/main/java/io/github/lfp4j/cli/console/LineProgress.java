package io.github.lfp4j.cli.console;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** A line now and then, for logs: at most one every few seconds, and one at the end. */
final class LineProgress implements Progress {
  private static final long PAUSE_NANOS = Duration.ofSeconds(5).toNanos();

  private final PrintWriter err;
  private final String task;
  private final long total;
  private final String unit;
  private final long started = System.nanoTime();
  private long printed = started;
  private long done;
  private String remark = "";

  LineProgress(PrintWriter err, String task, long total, String unit) {
    this.err = err;
    this.task = task;
    this.total = total;
    this.unit = unit;
  }

  @Override
  public void step(long units) {
    done += units;
    long now = System.nanoTime();
    if (now - printed >= PAUSE_NANOS) {
      printed = now;
      print(now);
    }
  }

  @Override
  public void say(String text) {
    remark = text;
  }

  @Override
  public void close() {
    print(System.nanoTime());
  }

  private void print(long now) {
    double seconds = Math.max(1, now - started) / 1e9;
    String of = total < 0 ? "" : " of " + total;
    err.println(
        String.format(Locale.ROOT, "%s: %d%s %s, %.0f/s", task, done, of, unit, done / seconds)
            + (remark.isEmpty() ? "" : ", " + remark));
    err.flush();
  }
}
