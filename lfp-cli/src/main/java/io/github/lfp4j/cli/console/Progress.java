package io.github.lfp4j.cli.console;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** How far something has come. For use by one thread at a time. */
public interface Progress extends AutoCloseable {
  /**
   * More is done.
   *
   * @param units how many units, in addition to those done before
   */
  void step(long units);

  /**
   * Takes totals in place of steps: each call says how many units are done altogether.
   *
   * @return for use until this progress is closed
   */
  default LongConsumer totals() {
    AtomicLong told = new AtomicLong();
    return total -> step(total - told.getAndSet(total));
  }

  /**
   * The state of the work, shown beside the bar until the next one.
   *
   * @param text a few words, for example {@code score 0.231}
   */
  void say(String text);

  /** The work has ended; the bar's line is ended, too. */
  @Override
  void close();
}
