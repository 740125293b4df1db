package io.github.lfp4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {
  private static class LibraryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LibraryException(String sentence) {
      super(sentence);
    }
  }

  private static final class SpecialLibraryException extends LibraryException {
    private static final long serialVersionUID = 1L;

    SpecialLibraryException(String sentence) {
      super(sentence);
    }
  }

  private final Failures failures = new Failures(Map.of(LibraryException.class, ExitStatus.USAGE));

  @Test
  void lettingALibrarySpeakForItself() {
    assertThat(failures.describe(new SpecialLibraryException("The file is damaged; get another.")))
        .isEqualTo(new Failure(2, "The file is damaged; get another."));
  }

  @Test
  void findingTheSentenceBelowWrappers() {
    Throwable wrapped =
        new ExecutionException(
            new UncheckedIOException(new IOException(new UserException("Do this."))));

    assertThat(failures.describe(wrapped)).isEqualTo(new Failure(2, "Do this."));
  }

  static Stream<Arguments> problems() {
    return Stream.of(
        Arguments.of(new NoSuchFileException("m.zip"), 2, "m.zip does not exist"),
        Arguments.of(new AccessDeniedException("m.zip"), 2, "Access to m.zip is denied"),
        Arguments.of(new DirectoryNotEmptyException("out"), 2, "out is a folder that holds files"),
        Arguments.of(
            new FileNotFoundException("x (No such file or directory)"), 2, "Cannot open x (No"),
        Arguments.of(
            new FileSystemException("m.zip", null, "No space left on device"),
            1,
            "The disk is full at m.zip"),
        Arguments.of(new EOFException(), 1, "Reading or writing failed: no details"),
        Arguments.of(new OutOfMemoryError("Java heap space"), 1, "not enough memory (Java heap"),
        Arguments.of(new IllegalStateException("a\n b."), 1, "IllegalStateException: a b ("),
        Arguments.of(new InterruptedException(), 130, "interrupted"));
  }

  @ParameterizedTest
  @MethodSource("problems")
  void describingAProblemInOneLine(Throwable problem, int status, String part) {
    Failure failure = failures.describe(problem);

    assertThat(failure.status()).isEqualTo(status);
    assertThat(failure.sentence()).contains(part).doesNotContain("\n");
  }

  @Test
  void pointingToTheStackTraceOfTheUnexpectedOnly() {
    assertThat(failures.describe(new ArithmeticException()).sentence()).contains("--verbose");
    assertThat(failures.describe(new NoSuchFileException("x")).sentence())
        .doesNotContain("--verbose");
  }

  @Test
  void survivingACycleOfCauses() {
    RuntimeException a = new RuntimeException("a");
    a.initCause(new RuntimeException("b", a));

    assertThat(failures.describe(a).status()).isEqualTo(1);
  }
}
