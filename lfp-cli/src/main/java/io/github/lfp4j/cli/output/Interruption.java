package io.github.lfp4j.cli.output;

import io.github.lfp4j.cli.ExitStatus;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What happens when the process is told to end (Ctrl-C, a hang-up, a termination request) before
 * its work is done: half-made files are removed, one line says so, and the process ends with status
 * 130, whatever native code is doing at that moment.
 *
 * <p>Safe for use by several threads.
 */
public final class Interruption {
  private final Deque<Registration> registrations = new ArrayDeque<>();
  private final Set<Path> written = new LinkedHashSet<>();
  private boolean interrupted;
  private boolean done;

  /** Something to clean up; closing it means that there is nothing left to do. */
  public final class Registration implements AutoCloseable {
    private final Runnable cleanUp;

    private Registration(Runnable cleanUp) {
      this.cleanUp = cleanUp;
    }

    @Override
    public void close() {
      synchronized (Interruption.this) {
        registrations.remove(this);
      }
    }
  }

  /**
   * Registers something to do on interruption. The last registered is done first.
   *
   * @param cleanUp short, and not in need of any lock that the interrupted work may hold
   * @return to be closed when there is nothing to clean up any more
   */
  public synchronized Registration onInterrupt(Runnable cleanUp) {
    Registration registration = new Registration(cleanUp);
    registrations.addFirst(registration);
    return registration;
  }

  /**
   * Does something that an interruption either precedes or follows, never splits.
   *
   * @param files what will have been written afterwards
   * @param step short; does nothing if the process is being ended already
   * @throws E what the step throws
   */
  <E extends Exception> void indivisibly(List<Path> files, Step<E> step) throws E {
    synchronized (this) {
      if (!interrupted) {
        step.run();
        written.addAll(files);
      }
    }
  }

  /** A step of the work. */
  @FunctionalInterface
  interface Step<E extends Exception> {
    void run() throws E;
  }

  /** From here on the end of the process is not an interruption. */
  public synchronized void workIsDone() {
    done = true;
  }

  /**
   * Makes the process end properly when it is told to. To be called once, at its start.
   *
   * @param err receives the one line
   */
  public void endProcessOnSignal(PrintStream err) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  String lastWords = interrupt();
                  if (lastWords != null) {
                    err.println(lastWords);
                    err.flush();
                    // At once: threads in native code would not notice an orderly shutdown.
                    Runtime.getRuntime().halt(ExitStatus.INTERRUPTED);
                  }
                },
                "lfp-interruption"));
  }

  /**
   * Cleans up, as on a signal; afterwards nothing is written any more.
   *
   * @return what to tell the user, or null if the work was done already
   */
  public synchronized String interrupt() {
    if (done) {
      return null;
    }
    interrupted = true;
    for (Registration registration : List.copyOf(registrations)) {
      try {
        registration.cleanUp.run();
      } catch (RuntimeException e) {
        // The rest must be cleaned up all the same, and nobody is left who could act on this.
      }
    }
    registrations.clear();
    // A checkpoint is removed again once it has served.
    String there =
        written.stream()
            .filter(Files::exists)
            .map(Path::toString)
            .collect(Collectors.joining(", "));
    return there.isEmpty()
        ? "interrupted; nothing was written"
        : "interrupted; already written: " + there;
  }
}
