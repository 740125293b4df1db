package io.github.lfp4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.lfp4j.cli.console.Terminal;
import io.github.lfp4j.cli.console.TextTable;
import io.github.lfp4j.cli.output.Interruption;
import io.github.lfp4j.cli.output.OutputFile;
import io.github.lfp4j.cli.output.Outputs;
import io.github.lfp4j.cli.report.ReportData;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

class CommandTreeTest {
  enum Size {
    SMALL,
    VERY_LARGE
  }

  /** A command like the real ones, which fails in the way it is told to. */
  @Command(name = "work", description = "Works.")
  static final class WorkCommand implements Callable<Integer> {
    @Mixin private CommonOptions common;

    @Option(names = "--output")
    private Path output;

    @Option(names = "--epochs", defaultValue = "3")
    private int epochs;

    @Option(names = "--size", defaultValue = "small")
    private Size size;

    @Option(names = "--fail", defaultValue = "")
    private String fail;

    @Override
    public Integer call() throws IOException {
      try (Outputs outputs = common.openOutputs()) {
        common.console().detail("size " + size);
        OutputFile model = output == null ? null : outputs.add("--output", output);
        if (model != null) {
          model.write("model");
        }
        switch (fail) {
          case "user" -> throw new UserException("The data do not fit; choose others.");
          case "bug" -> throw new IllegalStateException("index 3");
          case "memory" -> throw new OutOfMemoryError("Java heap space");
          case "library" -> throw new NoClassDefFoundError("org/x/Y");
          default -> common.console().print(new TextTable("name", "epochs").row("a", epochs));
        }
        common.finish(
            outputs,
            common.figures().accuracy(0.5).seconds(Double.NaN).build(),
            () ->
                ReportData.builder("Work", "1")
                    .settings(common.invocation().settings(), common.invocation().commandLine())
                    .build());
        return ExitStatus.DONE;
      }
    }
  }

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    CommandContext context = new CommandContext(Terminal.NONE, new Interruption());
    return new CommandTree(context, List.of(new WorkCommand()), new Failures(Map.of()))
        .run(new PrintWriter(out), new PrintWriter(err), args);
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @Test
  void doesWhatIsAskedAndWritesAllOutputs() throws IOException {
    int status =
        run(
            "work",
            "--output",
            file("m.zip"),
            "--json",
            file("a b.json"),
            "--report",
            file("r.html"),
            "--epochs",
            "5",
            "--seed",
            "7",
            "--size",
            "VERY_LARGE");

    assertThat(status).isZero();
    assertThat(out.toString())
        .isEqualToNormalizingNewlines("name  epochs\n----  ------\na          5\n");
    assertThat(err.toString()).contains("wrote " + file("m.zip"));
    assertThat(files())
        .containsExactly(
            folder.resolve("a b.json"), folder.resolve("m.zip"), folder.resolve("r.html"));
    JsonNode json = new ObjectMapper().readTree(Files.readString(folder.resolve("a b.json")));
    assertThat(json.path("command").asText()).isEqualTo("work");
    assertThat(json.path("version").asText()).matches("[0-9].*");
    assertThat(json.path("seed").asLong()).isEqualTo(7);
    assertThat(json.path("accuracy").asDouble()).isEqualTo(0.5);
    assertThat(json.path("seconds").isNull()).isTrue();
    assertThat(json.path("settings").path("epochs").asInt()).isEqualTo(5);
    assertThat(json.path("settings").path("size").asText()).isEqualTo("very-large");
    assertThat(json.path("settings").has("json")).isFalse();
    assertThat(Files.readString(folder.resolve("r.html"))).contains("<h1>Work</h1>");
  }

  @Test
  void saysNothingButErrorsWhenQuiet() {
    assertThat(run("work", "--quiet", "--json", file("a.json"))).isZero();

    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"user", "bug", "memory", "library"})
  void failsWithOneSentenceAndLeavesNothing(String way) throws IOException {
    int status = run("work", "--fail", way, "--output", file("m.zip"), "--json", file("x/y.json"));

    assertThat(status).isEqualTo(way.equals("user") ? 2 : 1);
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString()).startsWith("lfp work: ");
    assertThat(files()).isEmpty();
  }

  @Test
  void showsTheStackTraceWhenVerbose() {
    assertThat(run("work", "--fail", "bug", "--verbose")).isEqualTo(1);

    assertThat(err.toString()).contains("lfp work: ").contains("at io.github.lfp4j.cli");
  }

  @Test
  void refusesAnOutputThatCannotBeWrittenBeforeTheWork() throws IOException {
    Files.createDirectory(folder.resolve("taken"));

    assertThat(run("work", "--json", file("taken"))).isEqualTo(2);

    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("--json").contains("is a folder");
  }

  @Test
  void suggestsWhatWasMeant() {
    assertThat(run("wrok")).isEqualTo(2);
    assertThat(run("work", "--epoch", "3")).isEqualTo(2);
    assertThat(run("work", "--jsno=x")).isEqualTo(2);
    assertThat(run("something-else")).isEqualTo(2);
    assertThat(run("work", "extra")).isEqualTo(2);

    assertThat(err.toString().lines())
        .containsExactly(
            "lfp: There is no command 'wrok'; did you mean 'work'? Try 'lfp --help'.",
            "lfp work: There is no option '--epoch'; did you mean '--epochs'? Try 'lfp work"
                + " --help'.",
            "lfp work: There is no option '--jsno'; did you mean '--json'? Try 'lfp work --help'.",
            "lfp: There is no command 'something-else'. Try 'lfp --help'.",
            "lfp work: 'extra' is one word too many. Try 'lfp work --help'.");
  }

  @Test
  void refusesWrongUse() {
    assertThat(run()).isEqualTo(2);
    assertThat(run("work", "--epochs", "three")).isEqualTo(2);
    assertThat(run("work", "--quiet", "--verbose")).isEqualTo(2);
    assertThat(run("work", "--size", "huge")).isEqualTo(2);

    assertThat(err.toString().lines()).hasSize(4).allMatch(line -> line.endsWith(" --help'."));
  }

  @Test
  void helps() {
    assertThat(run("--help")).isZero();
    assertThat(run("work", "--help")).isZero();
    assertThat(run("--version")).isZero();

    assertThat(out.toString())
        .contains("Works.", "--json", "--report", "--seed", "ND4J 1.0.0", "default: 1");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void findsTheCommandsOfThisModule() {
    CommandContext context = new CommandContext(Terminal.NONE, new Interruption());

    assertThat(LfpMain.commandTree(context).run(new PrintWriter(out), new PrintWriter(err), "help"))
        .isZero();
  }

  @Test
  void reportsHowToDoItAgain() throws IOException {
    Path report = folder.resolve("it's one.html");
    assertThat(run("work", "--epochs=4", "--quiet", "--report", report.toString())).isZero();

    assertThat(Files.readString(report).replace("&#39;", "'").replace("&#x3D;", "="))
        .contains(
            "./lfp work --epochs=4 --quiet --report '"
                + report.toString().replace("'", "'\\''")
                + "'</code>");
  }
}
