package io.github.lfp4j.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.lfp4j.cli.InProcess;
import io.github.lfp4j.cli.LfpMain;
import io.github.lfp4j.pruning.model.ModelFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A line and a verdict for each file, whatever is in it. */
class VerifyCommandTest {
  @TempDir private static Path inputs;
  @TempDir private Path outputs;
  private static Path files;

  @BeforeAll
  static void writeFiles() throws IOException {
    Path model = inputs.resolve("model.zip");
    InProcess.done(
        "train",
        "--arch",
        "mlp-small",
        "--data",
        "toy:blobs?train=60&test=30",
        "--epochs",
        1,
        "--output",
        model);
    files = inputs.resolve("files");
    HostileFiles.write(files, ModelFiles.read(model));
  }

  private static String expected(Path file) {
    return file.getFileName().toString().replaceFirst("-.*", "");
  }

  private static List<Path> all() throws IOException {
    try (Stream<Path> found = Files.list(files)) {
      return found.sorted().toList();
    }
  }

  private static void assertLines(String out, List<Path> checked) {
    List<String> lines = out.lines().toList();
    assertThat(lines).hasSameSizeAs(checked);
    for (int i = 0; i < lines.size(); i++) {
      Path file = checked.get(i);
      assertThat(lines.get(i)).startsWith(file + ": " + expected(file) + ": ");
      assertThat(lines.get(i)).doesNotContain("Exception").doesNotContain("more memory than");
    }
  }

  @Test
  void hasALineForEachFile() throws IOException {
    InProcess said = InProcess.run("verify", files);

    assertLines(said.out(), all());
    assertThat(said.err()).isEmpty();
    assertThat(said.status()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "clean-model.zip,,, 0",
    "clean-model.zip, unreadable-text.zip,, 2",
    "clean-model.zip, dangerous-object.zip,, 1",
    "unreadable-text.zip, dangerous-object.zip, clean-model.zip, 1"
  })
  void saysTheWorstByItsStatus(String one, String two, String three, int status) {
    Object[] words =
        Stream.concat(
                Stream.of("verify"),
                Stream.of(one, two, three).filter(name -> name != null).map(files::resolve))
            .toArray();

    assertThat(InProcess.run(words).status()).isEqualTo(status);
  }

  @Test
  void writesVerdictsAsJson() throws IOException {
    Path json = outputs.resolve("v.json");
    Path report = outputs.resolve("v.html");

    InProcess said = InProcess.run("verify", files, "--json", json, "--report", report);

    assertThat(said.status()).isEqualTo(1);
    JsonNode figures = new ObjectMapper().readTree(json.toFile());
    assertThat(figures.path("files")).hasSameSizeAs(all());
    for (JsonNode file : figures.path("files")) {
      Path path = Path.of(file.path("file").textValue());
      assertThat(file.path("verdict").textValue()).isEqualTo(expected(path));
      assertThat(file.path("reason").textValue()).isNotBlank();
      assertThat(file.path("warnings").isArray()).isTrue();
    }
    for (String verdict : List.of("clean", "dangerous", "unreadable")) {
      long count = all().stream().filter(path -> expected(path).equals(verdict)).count();
      assertThat(figures.path(verdict).longValue()).as(verdict).isEqualTo(count);
    }
    assertThat(report).content().contains("dangerous-object.zip", "preprocessor.bin");
  }

  @Test
  void passesOverOtherFilesInFolders() throws IOException {
    Path folder = Files.createDirectories(outputs.resolve("a/b"));
    Files.writeString(folder.resolve("readme.md"), "text");
    assertThat(InProcess.run("verify", outputs).err()).contains("no zip or HDF5 files");
    assertThat(InProcess.run("verify", outputs).status()).isEqualTo(2);
    Files.copy(files.resolve("clean-model.zip"), folder.resolve("model.bin"));

    InProcess said = InProcess.run("verify", outputs, files.resolve("clean-model.zip"));

    assertThat(said.status()).isZero();
    assertThat(said.out().lines()).hasSize(2).allMatch(line -> line.contains(": clean: a Multi"));
    assertThat(said.err()).contains("passed over 1 file in folders");
  }

  @Test
  void saysNothingButErrorsIfAskedTo() {
    InProcess said = InProcess.run("verify", "--quiet", files.resolve("dangerous-object.zip"));

    assertThat(said.out()).isEmpty();
    assertThat(said.status()).isEqualTo(1);
  }

  @Test
  void namesOfFilesCannotForgeLines() throws IOException {
    Path forged = outputs.resolve("x.zip\nforged.zip: clean: a model");
    Files.writeString(forged, "text");

    InProcess said = InProcess.run("verify", forged, outputs.resolve("none.zip"));

    assertThat(said.out().lines()).hasSize(2).allMatch(line -> line.contains(": unreadable: "));
    assertThat(said.status()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "verify --allow-class a/b IN, not the full name of a class",
    "verify, 'Missing required parameter'",
    "verify --allow IN, --allow-class"
  })
  void saysWhatIsWrongWithTheCommand(String line, String part) {
    InProcess said = InProcess.run((Object[]) line.replace("IN", files.toString()).split(" "));

    assertThat(said.err()).contains(part);
    assertThat(said.err().lines()).hasSize(1);
    assertThat(said.status()).isEqualTo(2);
  }

  /** In a heap of 1 GB, and with nothing on the streams but the verdicts. */
  @Test
  void managesWithLittleMemory() throws Exception {
    Path errors = outputs.resolve("err");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                LfpMain.class.getName(),
                "verify",
                files.toString())
            .redirectError(errors.toFile())
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(errors)).isEmpty();
    assertThat(process.exitValue()).isEqualTo(1);
    assertLines(out, all());
  }

  /** The same configurations by themselves. */
  @ParameterizedTest
  @CsvSource({
    "'[', not JSON",
    "'', empty",
    "'{}', no layers",
    "'{\"confs\":[{\"layer\":{\"@class\":\"com.example.Evil\"}}]}', com.example.Evil",
    "'{\"a\":{\"nIn\":1e99}}', its nIn is 1.0E99"
  })
  void configurationsAreCheckedAsWell(String json, String part) throws IOException {
    Path configuration = Files.writeString(outputs.resolve("c.json"), json);
    Path model = outputs.resolve("m.zip");

    InProcess said =
        InProcess.run("train", "--config", configuration, "--data", "toy:blobs", "--output", model);

    Refusals.assertSaid(said, "train", part);
    assertThat(model).doesNotExist();
  }

  @Test
  void deepConfigurationsAreRefused() throws IOException {
    Path configuration =
        Files.writeString(outputs.resolve("c.json"), "{\"confs\":".repeat(500_000));

    Refusals.assertSaid(
        InProcess.run(
            "train",
            "--config",
            configuration,
            "--data",
            "toy:blobs",
            "--output",
            outputs.resolve("m.zip")),
        "train",
        "nests more than 64 objects");
  }
}
