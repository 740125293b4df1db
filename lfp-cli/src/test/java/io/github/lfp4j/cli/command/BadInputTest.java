package io.github.lfp4j.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.lfp4j.cli.InProcess;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One sentence, status 2, nothing written, nothing lost. */
class BadInputTest {
  private static final String TOY = "toy:blobs?train=60&test=30";

  @TempDir private static Path inputs;
  @TempDir private Path outputs;

  /** 2 inputs, 3 classes. */
  private static Path model;

  private Path old;

  @BeforeAll
  static void train() throws IOException {
    model = inputs.resolve("model.zip");
    InProcess.done("train", "--arch", "mlp-small", "--data", TOY, "--epochs", 1, "--output", model);
    InProcess.done(
        "train",
        "--arch",
        "mlp-small",
        "--data",
        "digits?train=100&test=20",
        "--epochs",
        1,
        "--output",
        inputs.resolve("digits.zip"));
    InProcess.done(
        "train",
        "--arch",
        "lenet",
        "--data",
        "digits?train=100&test=20",
        "--epochs",
        1,
        "--output",
        inputs.resolve("lenet.zip"));
    Files.writeString(inputs.resolve("text.zip"), "no zip");
    Files.writeString(inputs.resolve("text.json"), "no JSON");
    Files.writeString(inputs.resolve("two.json"), TestGraphs.twoInputs().toJson());
    Files.writeString(inputs.resolve("words.json"), TestGraphs.sequences().toJson());
    byte[] signature = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n', 0, 0, 0};
    Files.write(inputs.resolve("cut.h5"), signature);
    byte[] whole = Files.readAllBytes(model);
    Files.write(inputs.resolve("cut.zip"), Arrays.copyOf(whole, whole.length / 2));
  }

  @BeforeEach
  void writeOldOutput() throws IOException {
    old = Files.writeString(outputs.resolve("old"), "precious");
  }

  /** Replaces placeholders and splits a command line. */
  private List<Object> words(String line) {
    List<Object> words = new ArrayList<>();
    for (String word : line.strip().split(" +", -1)) {
      words.add(
          word.replace("IN/", inputs + "/")
              .replace("MODEL", model.toString())
              .replace("OLD", old.toString())
              .replace("NEW", outputs.resolve("new").toString())
              .replace("TOY", TOY)
              .replace("DIGITS", "digits?train=100&test=20"));
    }
    return words;
  }

  private void assertRefused(String line, String part) throws IOException {
    List<Object> words = words(line);

    InProcess said = InProcess.run(words.toArray());

    assertThat(said.err().lines()).as(said.err()).hasSize(1);
    assertThat(said.err().strip())
        .startsWith("lfp " + words.get(0) + ": ")
        .contains(part)
        .endsWith(".")
        .doesNotContain("Exception")
        .doesNotContain("unexpectedly");
    assertThat(said.status()).isEqualTo(2);
    assertThat(said.out()).isEmpty();
    assertThat(old).hasContent("precious");
    try (Stream<Path> files = Files.walk(outputs)) {
      assertThat(files.filter(Files::isRegularFile)).containsExactly(old);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "evaluate --model IN/none.zip --data TOY | there is no model file",
        "evaluate --model IN/ --data TOY | is a directory",
        "evaluate --model IN/text.zip --data TOY | not a zip file",
        "evaluate --model IN/cut.zip --data TOY | damaged or cut short",
        "evaluate --model MODEL --data nothing | no data of the kind 'nothing'",
        "evaluate --model MODEL --data toy:cubes | names no toy data",
        "evaluate --model MODEL --data toy:blobs?trian=5 | no option 'trian'",
        "evaluate --model MODEL --data mnist:IN/none | none",
        "evaluate --model MODEL --data csv:IN/none.csv?label=x | none.csv",
        "evaluate --model MODEL --data TOY --batch 0 | --batch must be at least 1",
        "evaluate --model MODEL --data toy:circles | has 3 outputs, but the data 'toy:circles' has 2",
        "evaluate --model IN/digits.zip --data toy:blobs?classes=10 | expects 784 inputs",
        "evaluate --model IN/lenet.zip --data toy:blobs?classes=10 | expects 1 image channels",
        "evaluate --model MODEL | '--data=SPEC'",
        "inspect --model IN/none.zip | there is no model file",
        "inspect --model MODEL --json IN/ | is a folder",
        "inspect --model IN/lenet.zip --input-shape 3x4x5 | check --input-shape",
        "inspect --model MODEL --input-shape 1xb | --input-shape",
        "rank --model MODEL --data TOY --output OLD --reference 0 | --reference must be at least 1",
        "rank --model MODEL --data TOY --output OLD --rules best | no rule map 'best'",
        "rank --model MODEL --data TOY --output IN/ | is a folder",
        "rank --model MODEL --data TOY --output OLD --json OLD | target of another option",
        "prune --model MODEL --data TOY --output OLD --amount 1 | at least 0 and less than 1",
        "prune --model MODEL --data TOY --output OLD --amount -0.1 | at least 0 and less than 1",
        "prune --model MODEL --data TOY --output OLD --amount NaN | at least 0 and less than 1",
        "prune --model MODEL --data TOY --output OLD --amount much | '--amount'",
        "prune --model MODEL --data TOY --output OLD | --amount=SHARE",
        "prune --model MODEL --data TOY --amount .5 | with --output, or look first with --dry-run",
        "prune --model MODEL --data TOY --output OLD --amount .5 --target parameters=.5 | mutually exclusive",
        "prune --model MODEL --data TOY --output OLD --target parameters=.5 | can go with --granularity unit",
        "prune --model MODEL --data TOY --output OLD --granularity unit --target speed=2 | no target 'speed'",
        "prune --model MODEL --data TOY --output OLD --granularity unit --target parameters | such as parameters=0.5",
        "prune --model MODEL --data TOY --output OLD --granularity unit --target parameters=2 | at most 1",
        "prune --model MODEL --data TOY --output OLD --granularity unit --target parameters=0.0001 | cannot be brought down",
        "prune --model MODEL --data TOY --output OLD --amount .5 --protect hidden | --granularity unit only",
        "prune --model MODEL --data TOY --output OLD --granularity unit --amount .5 --protect nobody | no layer 'nobody'",
        "prune --model MODEL --data TOY --output OLD --granularity unit --amount .5 --max-share 2 | within 0 and 1",
        "prune --model MODEL --data TOY --output OLD --granularity unit --amount .5 --normalize best | no normalisation 'best'",
        "prune --model MODEL --data TOY --output OLD --granularity unit --amount .5 --criterion batch-norm | batch normalisation",
        "prune --model MODEL --data TOY --output OLD --amount .5 --criterion activation | add --granularity unit",
        "prune --model MODEL --data TOY --output OLD --amount .5 --criterion relevance-class | needs the number of a class",
        "prune --model MODEL --data TOY --output OLD --amount .5 --sensitivity | --granularity unit only",
        "prune --model MODEL --data TOY --output OLD --amount .5 --steps 0 | --steps must be at least 1",
        "prune --model MODEL --data TOY --output OLD --amount .5 --schedule slow | no schedule 'slow'",
        "prune --model MODEL --data TOY --output OLD --amount .5 --fine-tune -1 | must be at least 0",
        "prune --model MODEL --data TOY --output OLD --amount .5 --fine-tune-lr .1 | --fine-tune only",
        "prune --model MODEL --data TOY --output OLD --amount .5 --max-accuracy-loss 2 | from 0 to 1",
        "prune --model MODEL --data TOY --output OLD --amount .5 --criterion age | no criterion 'age'",
        "prune --model MODEL --data TOY --output OLD --amount .5 --scope world | no scope 'world'",
        "prune --model MODEL --data TOY --output OLD --amount .5 --granularity bit | no granularity",
        "prune --model MODEL --data TOY --output OLD --amount .5 --rules best | no rule map 'best'",
        "prune --model MODEL --data TOY --output OLD/x --amount .5 | that is a file",
        "prune --model IN/text.zip --data TOY --output NEW/x/y --amount .5 | not a zip file",
        "train --arch big --data TOY --output OLD | no architecture 'big'",
        "train --arch mlp --data TOY --output OLD --method magic | no method 'magic'",
        "train --arch mlp --data TOY --output OLD --reward gold | no reward 'gold'",
        "train --arch mlp --data TOY --output OLD --rule golden | no rule 'golden'",
        "train --arch mlp --data TOY --output OLD --method gradient --rule flat | --method lfp only",
        "train --arch mlp --data TOY --output OLD --epochs 0 | --epochs must be at least 1",
        "train --arch mlp --data TOY --output OLD --epochs many | '--epochs'",
        "train --arch mlp --data TOY --output OLD --batch -1 | --batch must be at least 1",
        "train --arch mlp --data TOY --output OLD --lr -1 | --lr must be above 0",
        "train --arch mlp --data TOY --output OLD --lr NaN | --lr must be above 0",
        "train --model MODEL --data TOY --output OLD --lr 0.1 | --lr goes with --arch only",
        "train --arch lenet --data TOY --output OLD | needs images",
        "train --config IN/text.json --data TOY --output OLD | not a MultiLayerConfiguration",
        "train --config IN/none.json --data TOY --output OLD | none.json does not exist",
        "train --model IN/digits.zip --data TOY --output OLD | has 10 outputs",
        "train --data TOY --output OLD | --arch",
        "train --arch mlp --model MODEL --data TOY --output OLD | mutually exclusive",
        "train --config IN/words.json --data TOY --output OLD | takes sequences or volumes",
        "train --config IN/two.json --data TOY --output OLD | has 2 inputs and 1 outputs",
        "inspect --model IN/lenet.zip --input-shape 1x28x28,3 | has 1 inputs",
        "inspect --model MODEL --input-shape 0x3 | such as 1x28x28",
        "convert --model MODEL --to keras --output OLD | --to must be lfp or stock",
        "convert --model MODEL --output OLD | Missing required option",
        "convert --model MODEL --to stock --rules epsilon --output OLD | goes with --to lfp only",
        "convert --model MODEL --to lfp --rules best --output OLD | no rule map 'best'",
        "convert --model MODEL --to lfp --output OLD/x | that is a file",
        "convert --model IN/none.zip --to lfp --output OLD | there is no model file",
        "convert --model IN/text.zip --to lfp --output OLD | not a zip file",
        "convert --model IN/cut.h5 --to lfp --output OLD | is damaged or cannot be imported",
        "evaluate --model IN/cut.h5 --data TOY | is a Keras model",
        "explain --model MODEL --data TOY --index 0 --output IN/x.png | must end in .svg or .csv",
        "explain --model IN/lenet.zip --data DIGITS --index 0 --output IN/x.svg | in .png or .csv",
        "explain --model MODEL --data TOY --index 30 --output NEW.csv | must be from 0 to 29",
        "explain --model MODEL --data TOY --index 0,-1 --output NEW.csv | must be from 0 to 29",
        "explain --model MODEL --data TOY --index x --output NEW.csv | '--index'",
        "explain --model MODEL --data TOY --output NEW.csv | '--index=N'",
        "explain --model MODEL --data TOY --index 0 --target x --output NEW.csv | --target must be",
        "explain --model MODEL --data TOY --index 0 --target 3 --output NEW.csv | from 0 to 2",
        "explain --model MODEL --data TOY --index 0 --rules best --output NEW.csv | no rule map",
        "explain --model IN/lenet.zip --data TOY --index 0 --output NEW.csv | has 10 outputs",
        "demo --output OLD | that is a file",
        "demo --seed x | '--seed'"
      })
  void saysWhatIsWrong(String line, String part) throws IOException {
    assertRefused(line, part);
  }

  @Test
  void leavesAReadOnlyFileAlone() throws IOException {
    assumeTrue(
        FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
        "no POSIX permissions here");
    Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("r--r--r--"));

    assertRefused("prune --model MODEL --data TOY --amount .5 --output OLD", "is read-only");
    assertRefused("train --arch mlp --data TOY --output OLD", "is read-only");
  }

  @Test
  void showsTheStackTraceOnlyWhenVerbose() {
    InProcess said = InProcess.run(words("inspect --verbose --model IN/text.zip").toArray());

    assertThat(said.status()).isEqualTo(2);
    assertThat(said.err()).startsWith("lfp inspect: ").contains("\tat io.github.lfp4j");
  }
}
