package io.github.lfp4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataSourcesTest {

  @Test
  void knowsItsKinds() {
    assertThat(DataSources.kinds())
        .containsExactly("cifar10", "csv", "digits", "fashion-mnist", "images", "mnist", "toy");
    assertThat(DataSources.usages()).hasSize(7).contains("mnist[:DIR]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "imagenet | There is no data of the kind 'imagenet': choose one of cifar10[:DIR], csv:",
        "mnist:x?size=3 | Data of the kind 'mnist' has no option 'size'; it has none.",
        "toy:blobs?size=3 | no option 'size'; it has train, test, classes, noise, seed.",
        "digits:folder | The data set digits is drawn, not read: drop ':folder'.",
        "digits?train=many | is 'many', but must be a whole number from 10 to 1000000.",
        "digits?test=0 | is '0', but must be a whole number from 10 to 1000000.",
        "digits?seed=x | is 'x', but must be a whole number.",
        "toy | 'toy' names no toy data: write toy:blobs, toy:circles or toy:swirls.",
        "toy:moons | 'toy:moons' names no toy data",
        "toy:blobs?noise=2 | is '2', but must be a number between 0 and 1.",
        "csv | 'csv' names no place: write csv:FILE?label=COLUMN.",
        "csv:f?label=1&header=maybe | is 'maybe', but must be one of auto, true, false.",
        "csv:f?label=1&delimiter=,, | one character or comma, semicolon, tab or space.",
        "csv:f?label=1&test=1 | is '1', but must be a number between 0 and 1.",
        "images:f?size=28x28 | must be HEIGHTxWIDTHxCHANNELS with 1 or 3 channels",
        "images | 'images' names no place: write images:DIR.",
      })
  void refusesWrongSpecificationsInOneSentence(String spec, String sentence) {
    assertThatThrownBy(() -> DataSources.open(spec))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void drawsBalancedDigits() {
    DataSource digits = DataSources.open("digits?train=500&test=100");
    assertThat(digits.name()).isEqualTo("digits");
    assertThat(digits.exampleShape()).containsExactly(1, 28, 28);
    assertThat(digits.classes()).isEqualTo(10);
    assertThat(digits.labels()).startsWith("0", "1").endsWith("9");
    assertThat(digits.trainExamples()).isEqualTo(500);
    assertThat(digits.testExamples()).isEqualTo(100);
    int[] counts = new int[10];
    for (int one : Fixtures.classes(digits.train(64, 1))) {
      counts[one]++;
    }
    assertThat(counts).containsOnly(50);
    assertThat(Fixtures.all(digits.test(64)).getFeatures())
        .isNotEqualTo(Fixtures.all(DataSources.open("digits?test=100&seed=2").test(64)));
  }
}
