package io.github.lfp4j.bench;

/**
 * How long work is done before it is timed: Java compiles what runs often while it runs, on the
 * same cores, for the first seconds.
 *
 * @param rounds at least so many rounds
 * @param seconds and at least so long
 */
record WarmUp(int rounds, double seconds) {

  /**
   * Whether it has been long enough.
   *
   * @param done rounds so far
   * @param begin when the first began, as {@link System#nanoTime()} says
   */
  boolean isOver(int done, long begin) {
    return done >= rounds && System.nanoTime() - begin >= seconds * 1e9;
  }
}
