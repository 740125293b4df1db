package io.github.lfp4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

class CsvTest {

  @TempDir Path folder;

  private String file(String... lines) throws IOException {
    return Files.write(folder.resolve("data.csv"), List.of(lines)).toString();
  }

  private static List<String> rows(int count, String separator) {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String species = i % 2 == 0 ? "cat" : "dog";
      rows.add(String.join(separator, "" + i, species, "" + (100 - 0.5 * i)));
    }
    return rows;
  }

  private String animals(String header, String separator) throws IOException {
    List<String> lines = new ArrayList<>(rows(20, separator));
    if (header != null) {
      lines.add(0, header);
    }
    return file(lines.toArray(String[]::new));
  }

  private static void assertRefused(String spec, String sentence) {
    assertThatThrownBy(() -> DataSources.open(spec))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(sentence)
        .hasMessageEndingWith(".")
        .message()
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "age,species,weight | ',' | label=species",
        "age,species,weight | ',' | label=1",
        "age,species,weight | ',' | label=species&header=true",
        "none | ',' | label=1",
        "none | ',' | label=1&header=false",
        "age;species;weight | ; | label=species&delimiter=;",
        "age;species;weight | ; | label=species&delimiter=semicolon",
        "'\"age\";\"species\";weight' | ; | label=species&delimiter=;",
      })
  void readsTablesWithAndWithoutHeader(String header, String separator, String options)
      throws IOException {
    DataSource animals =
        DataSources.open("csv:" + animals(header, separator.strip()) + "?" + options);
    assertThat(animals.name()).isEqualTo("data.csv");
    assertThat(animals.labels()).containsExactly("cat", "dog");
    assertThat(animals.exampleShape()).containsExactly(2);
    assertThat(animals.trainExamples()).isEqualTo(16);
    assertThat(animals.testExamples()).isEqualTo(4);
    assertThat(Fixtures.classes(animals.test(4))).containsExactlyInAnyOrder(0, 0, 1, 1);
    INDArray features = Fixtures.all(animals.train(16, 1)).getFeatures();
    for (int column = 0; column < 2; column++) {
      assertThat(features.getColumn(column).meanNumber().doubleValue()).isEqualTo(0, offset(1e-6));
      assertThat(features.getColumn(column).stdNumber(false).doubleValue())
          .isEqualTo(1, offset(1e-6));
    }
    // Weight falls as age rises, whatever the scale.
    assertThat(features.getColumn(0).add(features.getColumn(1)).amaxNumber().doubleValue())
        .isEqualTo(0, offset(1e-5));
  }

  @Test
  void namesTheColumnsThatItPredictsFrom() throws IOException {
    String named = animals("age,species,weight", ",");

    assertThat(DataSources.open("csv:" + named + "?label=species").features())
        .containsExactly("age", "weight");
    assertThat(DataSources.open("csv:" + animals(null, ",") + "?label=1").features())
        .containsExactly("column 0", "column 2");
    assertThat(DataSources.open("toy:blobs").features()).containsExactly("x", "y");
    assertThat(DataSources.open("digits?train=20&test=10").features()).isEmpty();
  }

  @Test
  void readsTabsByteOrderMarksBlankLinesAndConstantColumns() throws IOException {
    String path =
        file("\uFEFFx\tk\ty", "1\t5\t0", "", "2\t5\t1", "3\t5\t0", "4\t5\t1", "5\t5\t0", "6\t5\t1");
    DataSource table = DataSources.open("csv:" + path + "?label=y&delimiter=tab&test=0.4");
    assertThat(table.labels()).containsExactly("0", "1");
    assertThat(table.testExamples()).isEqualTo(2);
    assertThat(Fixtures.all(table.train(9, 1)).getFeatures().getColumn(1).toFloatVector())
        .containsOnly(0);
    assertThat(DataSources.open("csv:" + path + "?label=x&delimiter=tab&task=regression").classes())
        .isZero();
  }

  @Test
  void sortsNumericLabelsAsNumbers() throws IOException {
    String path = file("1,10", "2,9", "3,10", "4,9", "5,100", "6,100");
    assertThat(DataSources.open("csv:" + path + "?label=1&test=0.5").labels())
        .containsExactly("9", "10", "100");
  }

  @Test
  void leavesNumbersToPredictAsTheyAre() throws IOException {
    DataSource weights =
        DataSources.open(
            "csv:"
                + file("a,y", "1,10.5", "2,20.5", "3,30.5", "4,40.5", "5,50.5")
                + "?label=y&task=regression");
    assertThat(weights.classes()).isZero();
    assertThat(weights.labels()).isEmpty();
    DataSet train = Fixtures.all(weights.train(10, 1));
    assertThat(train.getLabels().shape()).containsExactly(4, 1);
    assertThat(train.getLabels().add(-0.5).fmod(10).sumNumber().doubleValue()).isZero();
    assertThat(weights.train(10, 1).getLabels()).isNull();
    assertThat(weights.train(10, 1).totalOutcomes()).isEqualTo(1);
    assertThat(Fixtures.all(weights.train(2, 1, 3)).getLabels().shape()).containsExactly(3, 1);
    assertThatThrownBy(() -> Subsets.perClass(weights, 1, 1, 1))
        .hasMessage("The data set data.csv has no classes to take examples from.");
  }

  @Test
  void seedDecidesWhatIsKeptForTesting() throws IOException {
    String spec = "csv:" + animals(null, ",") + "?label=1&seed=";
    INDArray one = Fixtures.all(DataSources.open(spec + 1).test(9)).getFeatures();
    assertThat(Fixtures.all(DataSources.open(spec + 1).test(9)).getFeatures()).isEqualTo(one);
    assertThat(Fixtures.all(DataSources.open(spec + 2).test(9)).getFeatures()).isNotEqualTo(one);
  }

  @Test
  void namesRowAndColumnOfWhatIsNoNumber() throws IOException {
    assertRefused(
        "csv:" + file("age,kind", "1,a", "old,b", "3,a", "4,b") + "?label=kind",
        "Line 3 of " + folder.resolve("data.csv") + ", column 'age', holds 'old': only numbers");
    assertRefused(
        "csv:" + file("1,a", "", "2,b", ",b", "4,a") + "?label=1",
        "Line 4 of " + folder.resolve("data.csv") + ", column 0, is empty: only numbers");
    for (String word : List.of("NaN", "Infinity", "1d", "0x1p3", "1e39")) {
      assertRefused("csv:" + file("1,a", word + ",b", "2,a", "3,b") + "?label=1", word);
    }
    assertRefused(
        "csv:" + file("1,a", "2,b", "3,c", "4,1") + "?label=1&task=regression",
        "column 1, holds 'a': only numbers can be used");
  }

  @Test
  void saysWhatElseIsWrong() throws IOException {
    String animals = "csv:" + animals("age,species,weight", ",");
    assertRefused(animals, "does not say what to predict: add label=COLUMN");
    assertRefused(animals + "?label=colour", "no column 'colour': it has age, species, weight.");
    assertRefused(animals + "?label=3", "has no column '3': it has age, species, weight.");
    assertRefused(animals + "?label=age", "column 'age' has 20 different values in 20 rows");
    assertRefused(animals + "?label=species&delimiter=tab", "has no column 'species'");
    assertRefused(
        "csv:" + animals(null, ",") + "?label=3",
        "it has no header, so name one by its number, 0 to 2.");
    assertRefused("csv:" + file("1,a", "2,a") + "?label=1", "column 1 is 'a' in every row");
    assertRefused("csv:" + file("1,a", "2,b,c") + "?label=1", "Line 2 of ");
    assertRefused(
        "csv:" + file("1,a", "2,b,c") + "?label=1", "has 3 cells, but the lines before it have 2");
    assertRefused("csv:" + file("1,\"a", "2,b") + "?label=1", "has a quote without an end.");
    assertRefused("csv:" + file("a", "b", "a", "b") + "?label=0", "has a single column");
    assertRefused("csv:" + file("") + "?label=0", "data.csv is empty");
    assertRefused("csv:" + file("x,y") + "?label=0&header=true", "has a header, but no rows");
    assertRefused("csv:" + file("1,a", "2,b") + "?label=1", "has 2 examples, too few to keep");
    assertRefused("csv:" + folder + "?label=0", "is a folder: name a file");
    assertRefused("csv:" + folder.resolve("no.csv") + "?label=0", "no.csv does not exist.");
    Path cut = folder.resolve("cut.csv.gz");
    byte[] packed =
        Fixtures.gzip(String.join("\n", rows(500, ",")).getBytes(StandardCharsets.UTF_8));
    Files.write(cut, java.util.Arrays.copyOf(packed, packed.length / 2));
    assertRefused("csv:" + cut + "?label=1", "cut.csv.gz is damaged or cannot be read");
  }

  @Test
  void readsIrisWithItsScikitLearnHeader() {
    DataSource iris = DataSources.open("csv:" + Fixtures.shared("tabular/iris.csv") + "?label=4");
    assertThat(iris.labels()).containsExactly("setosa", "versicolor", "virginica");
    assertThat(iris.trainExamples()).isEqualTo(120);
    assertThat(Fixtures.all(iris.test(30)).getLabels().sum(0).toFloatVector()).containsOnly(10);
    // Setosa has by far the shortest petals.
    DataSet train = Fixtures.all(iris.train(120, 1));
    for (int i = 0; i < 120; i++) {
      assertThat(train.getFeatures().getFloat(i, 2) < -0.9)
          .isEqualTo(train.getLabels().getFloat(i, 0) == 1);
    }
  }

  @ParameterizedTest
  @CsvSource({"wine_data.csv,13,3,178", "breast_cancer.csv,30,2,569", "digits.csv.gz,64,10,1797"})
  void readsRealTables(String name, int features, int classes, int rows) {
    DataSource table =
        DataSources.open("csv:" + Fixtures.shared("tabular").resolve(name) + "?label=" + features);
    assertThat(table.exampleShape()).containsExactly(features);
    assertThat(table.classes()).isEqualTo(classes);
    assertThat(table.trainExamples() + table.testExamples()).isEqualTo(rows);
  }
}
