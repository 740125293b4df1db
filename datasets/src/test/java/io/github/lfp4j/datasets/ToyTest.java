package io.github.lfp4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

class ToyTest {

  @ParameterizedTest
  @CsvSource({"blobs,3", "circles,2", "swirls,2"})
  void areStandardisedPointsOfBalancedClasses(String shape, int classes) {
    DataSource toy = DataSources.open("toy:" + shape + "?train=3000&test=600");
    assertThat(toy.name()).isEqualTo("toy:" + shape);
    assertThat(toy.exampleShape()).containsExactly(2);
    assertThat(toy.labels()).hasSize(classes);
    DataSet train = Fixtures.all(toy.train(500, 1));
    for (int column = 0; column < 2; column++) {
      INDArray values = train.getFeatures().getColumn(column);
      assertThat(values.meanNumber().doubleValue()).isEqualTo(0, offset(1e-4));
      assertThat(values.stdNumber(false).doubleValue()).isEqualTo(1, offset(1e-4));
    }
    assertThat(train.getLabels().sum(0).toFloatVector()).containsOnly(3000f / classes);
    assertThat(Fixtures.all(toy.test(100)).getLabels().sum(0).toFloatVector())
        .containsOnly(600f / classes);
  }

  // How well the nearest mean of a class and the nearest training point tell the test points.
  @ParameterizedTest
  @CsvSource({
    "blobs, 0.97, 1, 0.95",
    "circles, 0, 0.65, 0.99",
    "swirls, 0, 0.75, 0.97",
    "swirls?classes=3, 0, 0.75, 0.95"
  })
  void onlyBlobsCanBeToldByTheirMeans(
      String shape, double leastByMean, double mostByMean, double leastByNeighbour) {
    DataSource toy = DataSources.open("toy:" + shape);
    float[][] points = Fixtures.all(toy.train(500, 1)).getFeatures().toFloatMatrix();
    int[] classes = Fixtures.classes(toy.train(500, 1));
    float[][] means = new float[toy.classes()][2];
    for (int i = 0; i < points.length; i++) {
      for (int axis = 0; axis < 2; axis++) {
        means[classes[i]][axis] += points[i][axis] * toy.classes() / points.length;
      }
    }
    float[][] tested = Fixtures.all(toy.test(500)).getFeatures().toFloatMatrix();
    int[] truth = Fixtures.classes(toy.test(500));
    int byMean = 0;
    int byNeighbour = 0;
    for (int i = 0; i < tested.length; i++) {
      byMean += nearest(means, tested[i]) == truth[i] ? 1 : 0;
      byNeighbour += classes[nearest(points, tested[i])] == truth[i] ? 1 : 0;
    }
    assertThat((double) byMean / tested.length).isBetween(leastByMean, mostByMean);
    assertThat((double) byNeighbour / tested.length).isGreaterThanOrEqualTo(leastByNeighbour);
  }

  private static int nearest(float[][] points, float[] to) {
    int best = 0;
    double least = Double.MAX_VALUE;
    for (int i = 0; i < points.length; i++) {
      double away = Math.hypot(points[i][0] - to[0], points[i][1] - to[1]);
      if (away < least) {
        least = away;
        best = i;
      }
    }
    return best;
  }

  @Test
  void seedNoiseAndSizesCount() {
    DataSet usual = Fixtures.all(DataSources.open("toy:circles").test(5000));
    assertThat(usual.numExamples()).isEqualTo(1000);
    assertThat(Fixtures.all(DataSources.open("toy:circles").test(5000)).getFeatures())
        .isEqualTo(usual.getFeatures());
    assertThat(Fixtures.all(DataSources.open("toy:circles?seed=2").test(5000)).getFeatures())
        .isNotEqualTo(usual.getFeatures());
    DataSet sharp = Fixtures.all(DataSources.open("toy:circles?noise=0.001").test(5000));
    double[] radii = new double[2];
    for (int i = 0; i < 1000; i++) {
      radii[i % 2] += sharp.getFeatures().getRow(i).norm2Number().doubleValue() / 500;
    }
    // The outer ring has twice the radius of the inner one; standardising keeps the ratio.
    assertThat(radii[1] / radii[0]).isEqualTo(2, offset(0.02));
  }
}
