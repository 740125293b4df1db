package io.github.lfp4j.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.lfp4j.cli.InProcess;
import io.github.lfp4j.datasets.DataSources;
import io.github.lfp4j.dl4j.Lfp;
import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.relevance.Target;
import io.github.lfp4j.pruning.model.ModelFiles;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

class ExplainCommandTest {
  private static final String DIGITS = "digits?train=1000&test=100";
  private static final int SIDE = 28;

  @TempDir private static Path folder;
  private static Path lenet;
  private static Path mlp;
  private static Path table;
  private static String csv;

  @BeforeAll
  static void train() throws IOException {
    lenet = train("lenet", "lenet", DIGITS);
    mlp = train("mlp", "mlp", DIGITS);
    StringBuilder rows = new StringBuilder("width,height,noise,kind\n");
    for (int i = 0; i < 200; i++) {
      double width = Math.sin(i);
      rows.append(width + "," + Math.cos(3 * i) + "," + Math.sin(7 * i + 1) + ",");
      rows.append(width > 0 ? "wide\n" : "narrow\n");
    }
    Path file = folder.resolve("table.csv");
    Files.writeString(file, rows);
    csv = "csv:" + file + "?label=kind";
    table = train("table", "mlp-small", csv);
  }

  private static Path train(String name, String architecture, String data) {
    Path model = folder.resolve(name + ".zip");
    InProcess.done(
        "train",
        "--arch",
        architecture,
        "--data",
        data,
        "--epochs",
        2,
        "--batch",
        20,
        "--output",
        model);
    return model;
  }

  private static JsonNode explain(Path model, String data, String output, Object... words)
      throws IOException {
    List<Object> all = new ArrayList<>(List.of("explain", "--model", model, "--data", data));
    all.addAll(List.of("--output", folder.resolve(output), "--json", folder.resolve("e.json")));
    all.addAll(Arrays.asList(words));
    InProcess.done(all.toArray());
    return new ObjectMapper().readTree(Files.readString(folder.resolve("e.json")));
  }

  private static double[] numbers(JsonNode array) {
    double[] values = new double[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).doubleValue();
    }
    return values;
  }

  private static BufferedImage image(String name) throws IOException {
    return ImageIO.read(folder.resolve(name).toFile());
  }

  private static INDArray example(int index) {
    return DataSources.open(DIGITS)
        .test(100)
        .next()
        .getFeatures()
        .get(NDArrayIndex.interval(index, index + 1))
        .dup('c');
  }

  @Test
  void givesTheRelevanceThatTheLibraryGives() throws IOException {
    JsonNode json =
        explain(lenet, DIGITS, "one.png", "--index", 7, "--rules", "epsilon-plus", "--target", 3);

    INDArray expected =
        Lfp.relevance(ModelFiles.read(lenet).as(MultiLayerNetwork.class))
            .rules(RuleMap.preset("epsilon-plus"))
            .of(example(7), Target.outputClass(3));
    JsonNode explanation = json.at("/explanations/0");
    assertThat(numbers(explanation.path("relevance")))
        .containsExactly(expected.dup('c').data().asDouble(), within(1e-9));
    assertThat(explanation.path("index").intValue()).isEqualTo(7);
    assertThat(explanation.path("label").textValue()).isEqualTo("7");
    assertThat(explanation.path("target").textValue()).isEqualTo("3");
    assertThat(explanation.path("shape").toString()).isEqualTo("[1,28,28]");
    assertThat(explanation.path("relevanceSum").doubleValue())
        .isCloseTo(expected.sumNumber().doubleValue(), within(1e-3));
  }

  /** Pixel by pixel: the image, and red where relevance is positive, blue where it is negative. */
  @Test
  void drawsInputAndHeatMapSideBySide() throws IOException {
    JsonNode json = explain(lenet, DIGITS, "pair.png", "--index", 4);

    BufferedImage picture = image("pair.png");
    int scale = picture.getHeight() / SIDE;
    assertThat(scale).isGreaterThanOrEqualTo(4);
    int right = picture.getWidth() - scale * SIDE;
    double[] relevance = numbers(json.at("/explanations/0/relevance"));
    double[] values = numbers(json.at("/explanations/0/values"));
    double most = Arrays.stream(relevance).map(Math::abs).max().orElseThrow();
    for (int i = 0; i < relevance.length; i++) {
      int x = i % SIDE * scale;
      int y = i / SIDE * scale;
      int grey = picture.getRGB(x, y) & 0xff;
      assertThat(grey).isCloseTo((int) Math.round(255 * values[i]), within(1));
      int rgb = picture.getRGB(right + x, y);
      int red = rgb >> 16 & 0xff;
      int blue = rgb & 0xff;
      if (relevance[i] > 0.02 * most) {
        assertThat(red).isGreaterThan(blue);
      } else if (relevance[i] < -0.02 * most) {
        assertThat(blue).isGreaterThan(red);
      } else {
        assertThat(Math.min(red, blue)).isGreaterThan(245);
      }
    }
  }

  @Test
  void putsSeveralIntoAGrid() throws IOException {
    JsonNode json = explain(lenet, DIGITS, "grid.png", "--index", "3,1,2,0,9", "--target", "label");
    explain(lenet, DIGITS, "single.png", "--index", "3", "--target", "label");

    BufferedImage grid = image("grid.png");
    BufferedImage single = image("single.png");
    // Five pairs: three and two.
    assertThat(grid.getWidth() / single.getWidth()).isEqualTo(3);
    assertThat(grid.getHeight() / single.getHeight()).isEqualTo(2);
    for (int y = 0; y < single.getHeight(); y++) {
      for (int x = 0; x < single.getWidth(); x++) {
        assertThat(grid.getRGB(x, y)).isEqualTo(single.getRGB(x, y));
      }
    }
    assertThat(json.path("explanations").findValuesAsText("target"))
        .containsExactly("3", "1", "2", "0", "9");
  }

  @Test
  void explainsRowsOfPixelsAsImages() throws IOException {
    JsonNode json = explain(mlp, DIGITS, "mlp.png", "--index", 0);

    assertThat(json.at("/explanations/0/relevance")).hasSize(SIDE * SIDE);
    assertThat(image("mlp.png").getHeight() % SIDE).isZero();
  }

  @Test
  void startsFromThePredictionUnlessTold() throws IOException {
    JsonNode json = explain(lenet, DIGITS, "p.png", "--index", "0,1,2,3,4,5,6,7,8,9");

    INDArray output =
        ModelFiles.read(lenet)
            .output(
                DataSources.open(DIGITS)
                    .test(100)
                    .next()
                    .getFeatures()
                    .get(NDArrayIndex.interval(0, 10)));
    for (int i = 0; i < 10; i++) {
      JsonNode one = json.path("explanations").get(i);
      assertThat(one.path("target")).isEqualTo(one.path("predicted"));
      assertThat(one.path("predicted").asInt()).isEqualTo(output.argMax(1).getInt(i));
      assertThat(one.path("output").doubleValue())
          .isCloseTo(output.getRow(i).maxNumber().doubleValue(), within(1e-5));
    }
  }

  @Test
  void writesPixelsAsTable() throws IOException {
    JsonNode json = explain(lenet, DIGITS, "pixels.csv", "--index", "5,6");

    List<CSVRecord> records = records("pixels.csv");
    assertThat(records).hasSize(2 * SIDE * SIDE);
    CSVRecord record = records.get(SIDE * SIDE + 3 * SIDE + 5);
    assertThat(record.toMap())
        .containsEntry("index", "6")
        .containsEntry("channel", "0")
        .containsEntry("row", "3")
        .containsEntry("column", "5");
    assertThat(Double.parseDouble(record.get("relevance")))
        .isEqualTo(
            json.at("/explanations/1/relevance/" + (3 * SIDE + 5)).doubleValue(), within(1e-12));
  }

  private static List<CSVRecord> records(String name) throws IOException {
    CSVFormat format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
    try (CSVParser parser = CSVParser.parse(folder.resolve(name), StandardCharsets.UTF_8, format)) {
      return parser.getRecords();
    }
  }

  @Test
  void showsWhichFeaturesCount() throws IOException {
    JsonNode json = explain(table, csv, "bars.svg", "--index", "0,1", "--target", "wide");

    assertThat(json.path("features").toString()).isEqualTo("[\"width\",\"height\",\"noise\"]");
    String svg = Files.readString(folder.resolve("bars.svg"));
    assertThat(svg).startsWith("<svg xmlns=").contains("width = ", "height = ", "noise = ");
    assertThat(svg.split("<rect ", -1)).hasSize(1 + 2 * 3);
    explain(table, csv, "features.csv", "--index", "0", "--target", "wide");
    List<CSVRecord> records = records("features.csv");
    assertThat(records)
        .extracting(r -> r.get("feature"))
        .containsExactly("width", "height", "noise");
    assertThat(records.get(0).get("target")).isEqualTo("wide");
    for (int i = 0; i < 3; i++) {
      assertThat(Double.parseDouble(records.get(i).get("relevance")))
          .isCloseTo(json.at("/explanations/0/relevance/" + i).doubleValue(), within(1e-12));
    }
  }

  @Test
  void putsPicturesIntoItsReport() throws IOException {
    explain(lenet, DIGITS, "r.png", "--index", "0,1", "--report", folder.resolve("images.html"));
    explain(table, csv, "r.svg", "--index", 0, "--report", folder.resolve("bars.html"));

    String images = Files.readString(folder.resolve("images.html"));
    assertThat(images.split("src=\"data:image/png;base64,", -1)).hasSize(3);
    assertThat(images).contains("Test example 1, relevance of", "relevance in all");
    assertThat(Files.readString(folder.resolve("bars.html"))).contains("<svg ", "width = ");
  }
}
