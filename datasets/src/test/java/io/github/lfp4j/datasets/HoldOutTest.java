package io.github.lfp4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.DataSet;

class HoldOutTest {

  private static List<List<Float>> rows(DataSet data) {
    List<List<Float>> rows = new ArrayList<>();
    for (float[] row : data.getFeatures().reshape(data.numExamples(), -1).toFloatMatrix()) {
      List<Float> numbers = new ArrayList<>();
      for (float number : row) {
        numbers.add(number);
      }
      rows.add(numbers);
    }
    return rows;
  }

  @Test
  void partOfTheTrainingDataTakesThePlaceOfTheTestData() {
    DataSource all = DataSources.open("digits?train=400&test=50");
    DataSource split = all.holdOut(0.25, 3);

    assertThat(split.trainExamples() + split.testExamples()).isEqualTo(400);
    assertThat(split.exampleShape()).isEqualTo(all.exampleShape());
    assertThat(split.labels()).isEqualTo(all.labels());
    DataSet aside = Fixtures.all(split.test(33));
    float[] ofClass = Fixtures.all(all.train(64, 1)).getLabels().sum(0).toFloatVector();
    float[] asideOfClass = aside.getLabels().sum(0).toFloatVector();
    for (int c = 0; c < 10; c++) {
      assertThat(asideOfClass[c]).isEqualTo(Math.round(0.25f * ofClass[c]));
    }
    Set<List<Float>> expected = new HashSet<>(rows(Fixtures.all(all.train(64, 1))));
    Set<List<Float>> actual = new HashSet<>(rows(aside));
    actual.addAll(rows(Fixtures.all(split.train(32, 9))));
    assertThat(actual).isEqualTo(expected).hasSize(400);
  }

  @Test
  void isTheSameForTheSameSeedOnly() {
    DataSource all = DataSources.open("digits?train=200&test=10");
    DataSet first = Fixtures.all(all.holdOut(0.1, 3).test(50));

    assertThat(Fixtures.all(all.holdOut(0.1, 3).test(50)).getFeatures())
        .isEqualTo(first.getFeatures());
    assertThat(Fixtures.all(all.holdOut(0.1, 4).test(50)).getFeatures())
        .isNotEqualTo(first.getFeatures());
  }

  @Test
  void impossiblePartsAreRefused() {
    DataSource all = DataSources.open("digits?train=20&test=10");
    for (double fraction : new double[] {0, 1, -0.1, Double.NaN}) {
      assertThatThrownBy(() -> all.holdOut(fraction, 1))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("above 0 and below 1");
    }
    assertThatThrownBy(() -> all.holdOut(0.01, 1))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("too few");
  }
}
