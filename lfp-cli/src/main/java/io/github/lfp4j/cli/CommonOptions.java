package io.github.lfp4j.cli;

import io.github.lfp4j.cli.console.Console;
import io.github.lfp4j.cli.console.Verbosity;
import io.github.lfp4j.cli.output.Figures;
import io.github.lfp4j.cli.output.OutputFile;
import io.github.lfp4j.cli.output.Outputs;
import io.github.lfp4j.cli.report.HtmlReport;
import io.github.lfp4j.cli.report.ReportData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The options that all commands share, to be mixed into each.
 *
 * <pre>{@code
 * try (Outputs outputs = common.openOutputs()) {
 *   OutputFile model = outputs.add("--output", output);
 *   ...
 *   common.finish(outputs, common.figures().accuracy(accuracy).build(), () -> report);
 * }
 * }</pre>
 */
@Command(mixinStandardHelpOptions = true, versionProvider = Version.class)
public final class CommonOptions {
  private static final String JSON = "--json";
  private static final String REPORT = "--report";

  @Option(
      names = JSON,
      paramLabel = "FILE",
      description = "Write all figures to this file, as JSON with names that scripts may rely on.")
  private Path json;

  @Option(
      names = REPORT,
      paramLabel = "FILE.html",
      description = "Write a report with charts to this file, for a browser; it needs no network.")
  private Path report;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Seed of all randomness; the same seed gives the same result (default: ${DEFAULT-VALUE}).")
  private long seed;

  @ArgGroup private Volume volume = new Volume();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** Either more or less than usual is said, never both. */
  private static final class Volume {
    @Option(names = "--verbose", description = "Say more, and show the stack trace of a failure.")
    private boolean verbose;

    @Option(names = "--quiet", description = "Say nothing but errors.")
    private boolean quiet;
  }

  /** The seed of all randomness. */
  public long seed() {
    return seed;
  }

  /** Where to print to. */
  public Console console() {
    CommandContext context = LfpCommand.contextOf(command);
    return new Console(
        command.commandLine().getOut(),
        command.commandLine().getErr(),
        Verbosity.of(volume.quiet, volume.verbose),
        context.terminal(),
        context.interruption());
  }

  /**
   * Checks that the files of {@code --json} and {@code --report} can be written.
   *
   * @return the command's outputs, to which it adds its own before its work starts
   * @throws UserException if a file cannot be written
   */
  public Outputs openOutputs() {
    Outputs outputs = new Outputs(LfpCommand.contextOf(command).interruption());
    try {
      Optional.ofNullable(json).ifPresent(file -> outputs.add(JSON, file));
      Optional.ofNullable(report).ifPresent(file -> outputs.add(REPORT, file));
      return outputs;
    } catch (RuntimeException e) {
      outputs.close();
      throw e;
    }
  }

  /**
   * A group of files that are put in place while the command is still at work.
   *
   * @return empty
   */
  public Outputs openIntermediateOutputs() {
    return new Outputs(LfpCommand.contextOf(command).interruption());
  }

  /** The command, its settings, and how to repeat it. */
  public Invocation invocation() {
    return Invocation.of(command);
  }

  /** Figures that say already which command found them, with which version, settings and seed. */
  public Figures.Builder figures() {
    Invocation invocation = invocation();
    return Figures.builder()
        .text("command", invocation.command())
        .text("version", new Version().lfp())
        .settings(invocation.settings())
        .seed(seed);
  }

  /**
   * Writes what {@code --json} and {@code --report} ask for and puts all outputs in place.
   *
   * @param outputs the command's outputs, its own already written
   * @param figures everything found
   * @param data the report's contents, asked for only if a report is wanted
   * @throws IOException if a file cannot be written
   */
  public void finish(Outputs outputs, Figures figures, Supplier<ReportData> data)
      throws IOException {
    Optional<OutputFile> jsonFile = outputs.find(JSON);
    if (jsonFile.isPresent()) {
      jsonFile.get().write(figures.toJson());
    }
    Optional<OutputFile> reportFile = outputs.find(REPORT);
    if (reportFile.isPresent()) {
      reportFile.get().write(HtmlReport.render(data.get()));
    }
    outputs.commit();
    Console console = console();
    outputs.targets().forEach(target -> console.remark("wrote " + target));
  }
}
