package io.github.lfp4j.cli.command;

import io.github.lfp4j.cli.CommonOptions;
import io.github.lfp4j.cli.ExitStatus;
import io.github.lfp4j.cli.UserException;
import io.github.lfp4j.cli.Version;
import io.github.lfp4j.cli.console.Console;
import io.github.lfp4j.cli.console.Numbers;
import io.github.lfp4j.cli.output.Figures;
import io.github.lfp4j.cli.output.Outputs;
import io.github.lfp4j.cli.report.ReportData;
import io.github.lfp4j.cli.report.ReportTable;
import io.github.lfp4j.pruning.model.ModelCheck;
import io.github.lfp4j.pruning.model.ModelCheck.Verdict;
import io.github.lfp4j.pruning.model.ModelFolders;
import io.github.lfp4j.pruning.model.ModelVerifier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code lfp verify}. */
@Command(
    name = "verify",
    description =
        "Says of model files whether they are clean, dangerous or unreadable, without running"
            + " anything that is in them.",
    footer = {
      "",
      "Exit status: 0 if all files are clean, 1 if any is dangerous, 2 if any is unreadable and none"
          + " is dangerous."
    })
public final class VerifyCommand implements Callable<Integer> {
  /** What a terminal would act on, or would take for a line of its own. */
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]");

  @Mixin private CommonOptions common;
  @Mixin private AllowOption allowed;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE|FOLDER",
      description =
          "Model files, of Deeplearning4j (zip) or of Keras (HDF5); of a folder, all of these below"
              + " it, told by their ending or their first bytes.")
  private List<Path> paths;

  @Override
  public Integer call() throws IOException {
    Console console = common.console();
    ModelVerifier verifier = new ModelVerifier(allowed.options());
    List<ModelCheck> checks = new ArrayList<>();
    try (Outputs outputs = common.openOutputs()) {
      ModelFolders.Contents files = ModelFolders.find(paths);
      for (Path file : files.models()) {
        ModelCheck check = verifier.check(file);
        checks.add(check);
        console.print(line(check));
      }
      if (files.others() > 0) {
        console.remark(
            "passed over "
                + Numbers.count(files.others())
                + (files.others() == 1 ? " file" : " files")
                + " in folders that are neither zip nor HDF5");
      }
      if (checks.isEmpty()) {
        throw new UserException("There are no zip or HDF5 files in these folders.");
      }
      common.finish(outputs, json(checks, files.others()), () -> report(checks));
    }
    return status(checks);
  }

  private static String line(ModelCheck check) {
    StringBuilder line =
        new StringBuilder(shown(check.file().toString()))
            .append(": ")
            .append(word(check.verdict()))
            .append(": ")
            .append(shown(check.reason()));
    check.remarks().forEach(remark -> line.append("; warning: ").append(remark));
    return line.toString();
  }

  private static String shown(String text) {
    return CONTROL.matcher(text).replaceAll("?");
  }

  private static String word(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT);
  }

  private static int status(List<ModelCheck> checks) {
    if (count(checks, Verdict.DANGEROUS) > 0) {
      return ExitStatus.FAILED;
    }
    return count(checks, Verdict.UNREADABLE) > 0 ? ExitStatus.USAGE : ExitStatus.DONE;
  }

  private static long count(List<ModelCheck> checks, Verdict verdict) {
    return checks.stream().filter(check -> check.verdict() == verdict).count();
  }

  private Figures json(List<ModelCheck> checks, long others) {
    Figures.Builder figures = common.figures();
    for (Verdict verdict : Verdict.values()) {
      figures.count(word(verdict), count(checks, verdict));
    }
    return figures
        .count("passedOver", others)
        .list("files", checks.stream().map(VerifyCommand::figures).toList())
        .build();
  }

  private static Figures figures(ModelCheck check) {
    return Figures.builder()
        .text("file", check.file().toString())
        .text("verdict", word(check.verdict()))
        .text("reason", check.reason())
        .texts("warnings", check.remarks())
        .build();
  }

  private ReportData report(List<ModelCheck> checks) {
    ReportData.Builder report = ReportData.builder("Model files", new Version().lfp());
    for (Verdict verdict : Verdict.values()) {
      String word = word(verdict);
      report.card(
          word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1),
          Numbers.count(count(checks, verdict)),
          "files");
    }
    ReportTable.Builder table =
        ReportTable.builder("Files").words("File", "Verdict", "Reason", "Warnings");
    for (ModelCheck check : checks) {
      table.row(
          check.file().toString(),
          word(check.verdict()),
          check.reason(),
          String.join("; ", check.remarks()));
    }
    return report
        .table(table.build())
        .settings(common.invocation().settings(), common.invocation().commandLine())
        .build();
  }
}
