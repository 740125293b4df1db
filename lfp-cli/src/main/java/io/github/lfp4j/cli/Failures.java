package io.github.lfp4j.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Turns anything thrown into one sentence and an exit status.
 *
 * <p>An exception is often wrapped by the code that it passes (asynchronous iterators, streams), so
 * the chain of causes is searched from the outside in: first for a class registered as written for
 * the user, then for a file problem or a lack of memory.
 */
public final class Failures {
  private static final String HINT = " (run again with --verbose for the stack trace)";
  private static final int LONGEST = 400;

  private final Map<Class<? extends Throwable>, Integer> spoken;

  /**
   * @param spoken exceptions whose message is a sentence for the user, with their exit status
   */
  public Failures(Map<Class<? extends Throwable>, Integer> spoken) {
    this.spoken = new LinkedHashMap<>(spoken);
    this.spoken.put(UserException.class, ExitStatus.USAGE);
  }

  /**
   * Describes what was thrown.
   *
   * @param thrown anything
   * @return one sentence without line breaks, and the status to end with
   */
  public Failure describe(Throwable thrown) {
    List<Throwable> chain = chain(thrown);
    return chain.stream()
        .flatMap(t -> spokenSentence(t).stream())
        .findFirst()
        .or(() -> chain.stream().flatMap(t -> known(t).stream()).findFirst())
        .orElseGet(() -> unexpected(thrown));
  }

  private Optional<Failure> spokenSentence(Throwable t) {
    for (Class<?> c = t.getClass(); c != null; c = c.getSuperclass()) {
      Integer status = spoken.get(c);
      if (status != null && t.getMessage() != null) {
        return Optional.of(new Failure(status, sentence(oneLine(t.getMessage()))));
      }
    }
    return Optional.empty();
  }

  private static Optional<Failure> known(Throwable t) {
    if (t instanceof OutOfMemoryError) {
      return Optional.of(
          new Failure(
              ExitStatus.FAILED,
              "There is not enough memory ("
                  + detail(t)
                  + "); use a smaller batch, or raise the limits with the variable LFP_JAVA_OPTS,"
                  + " for example LFP_JAVA_OPTS=-Xmx8g."));
    }
    if (t instanceof InterruptedException) {
      return Optional.of(new Failure(ExitStatus.INTERRUPTED, "interrupted"));
    }
    if (t instanceof FileSystemException e) {
      return Optional.of(fileProblem(e));
    }
    if (t instanceof FileNotFoundException) {
      return Optional.of(
          new Failure(
              ExitStatus.USAGE, "Cannot open " + detail(t) + "; check the path and its rights."));
    }
    if (t instanceof IOException) {
      return Optional.of(
          new Failure(ExitStatus.FAILED, "Reading or writing failed: " + detail(t) + HINT + "."));
    }
    return Optional.empty();
  }

  private static Failure fileProblem(FileSystemException e) {
    String file = e.getFile() == null ? "a file" : oneLine(e.getFile());
    if (e instanceof NoSuchFileException) {
      return usage(file + " does not exist; check the path.");
    }
    if (e instanceof AccessDeniedException) {
      return usage("Access to " + file + " is denied; check its rights or choose another path.");
    }
    if (e instanceof NotDirectoryException) {
      return usage(file + " is not a folder; name a folder.");
    }
    if (e instanceof DirectoryNotEmptyException) {
      return usage(file + " is a folder that holds files; name a file, or another folder.");
    }
    if (e instanceof FileAlreadyExistsException) {
      return usage(file + " is in the way; remove it or choose another path.");
    }
    String reason = e.getReason() == null ? e.getClass().getSimpleName() : oneLine(e.getReason());
    return new Failure(
        ExitStatus.FAILED,
        reason.toLowerCase(Locale.ROOT).contains("no space left")
            ? "The disk is full at " + file + "; free some space or choose another path."
            : "Cannot use " + file + ": " + reason + "; choose another path or mend this one.");
  }

  private static Failure usage(String sentence) {
    return new Failure(ExitStatus.USAGE, sentence);
  }

  private static Failure unexpected(Throwable t) {
    return new Failure(
        ExitStatus.FAILED,
        "Failed unexpectedly: " + t.getClass().getSimpleName() + ": " + detail(t) + HINT + ".");
  }

  private static String detail(Throwable t) {
    String text = t.getMessage() == null ? "no details" : oneLine(t.getMessage());
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }

  private static String oneLine(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
  }

  /** Libraries do not all end their sentences. */
  private static String sentence(String text) {
    return text.endsWith(".") || text.endsWith("?") || text.endsWith("!") ? text : text + ".";
  }

  private static List<Throwable> chain(Throwable thrown) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable t = thrown; t != null && !chain.contains(t); t = t.getCause()) {
      chain.add(t);
    }
    return chain;
  }
}
