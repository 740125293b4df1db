package io.github.lfp4j.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.lfp4j.cli.ExitStatus;
import io.github.lfp4j.cli.InProcess;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Heat maps of what speaks for a class, and models that change their kind of layers. */
class ExplainAndConvertTest {

  private static final String DATA = "digits?train=300&test=40";

  @TempDir private static Path folder;
  private static Path model;

  @BeforeAll
  static void train() {
    model = folder.resolve("m.zip");
    InProcess.done(
        "train",
        "--arch",
        "lenet",
        "--data",
        DATA,
        "--epochs",
        1,
        "--batch",
        50,
        "--output",
        model);
  }

  private static JsonNode evaluate(Path file) throws IOException {
    Path json = folder.resolve("e.json");
    InProcess.done("evaluate", "--model", file, "--data", DATA, "--json", json);
    return new ObjectMapper().readTree(Files.readString(json)).path("accuracy");
  }

  @Test
  void explainsSeveralImagesInOnePicture() throws IOException {
    Path one = folder.resolve("one.png");
    Path four = folder.resolve("four.png");
    InProcess.done("explain", "--model", model, "--data", DATA, "--index", 3, "--output", one);
    InProcess.done(
        "explain",
        "--model",
        model,
        "--data",
        DATA,
        "--index",
        "0,1,2,3",
        "--target",
        "label",
        "--rules",
        "epsilon-plus",
        "--output",
        four,
        "--json",
        folder.resolve("x.json"));
    BufferedImage small = ImageIO.read(one.toFile());
    BufferedImage large = ImageIO.read(four.toFile());
    assertThat(large.getWidth() * large.getHeight())
        .isGreaterThan(2 * small.getWidth() * small.getHeight());
    // A heat map has colours, which the digits have not.
    assertThat(hasColour(small)).isTrue();
    assertThat(Files.readString(folder.resolve("x.json"))).contains("\"command\"", "explain");
  }

  private static boolean hasColour(BufferedImage image) {
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int rgb = image.getRGB(x, y);
        int red = (rgb >> 16) & 255;
        int blue = rgb & 255;
        if (Math.abs(red - blue) > 60) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void convertsThereAndBackWithTheSamePredictions() throws IOException {
    Path stock = folder.resolve("stock.zip");
    Path lfp = folder.resolve("lfp.zip");
    InProcess.done("convert", "--model", model, "--to", "stock", "--output", stock);
    InProcess.done(
        "convert", "--model", stock, "--to", "lfp", "--rules", "epsilon-plus", "--output", lfp);
    assertThat(evaluate(stock)).isEqualTo(evaluate(model));
    assertThat(evaluate(lfp)).isEqualTo(evaluate(model));
  }

  @Test
  void saysWhatIsWrongInOneSentence() {
    Path out = folder.resolve("no.png");
    InProcess beyond =
        InProcess.run("explain", "--model", model, "--data", DATA, "--index", 40, "--output", out);
    assertThat(beyond.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(beyond.err()).contains("40").doesNotContain("\tat ");
    InProcess neither =
        InProcess.run(
            "convert", "--model", model, "--to", "keras", "--output", folder.resolve("k.zip"));
    assertThat(neither.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(neither.err()).contains("keras").doesNotContain("\tat ");
    assertThat(out).doesNotExist();
    assertThat(folder.resolve("k.zip")).doesNotExist();
  }
}
