package io.github.lfp4j.datasets;

import java.util.List;

/** Makes a data set of tables: rows of numbers, standardised column by column. */
final class Tables {

  private Tables() {}

  /**
   * The rows of a part and their labels.
   *
   * @param rows features as they were read
   * @param targets label columns
   */
  record Part(List<double[]> rows, List<float[]> targets) {}

  /**
   * Standardises both parts with the means and standard deviations of the training part: (x - mean)
   * / deviation, and x - mean for a column that is the same everywhere.
   *
   * @param labels names of the classes; empty if labels are numbers
   * @param features names of the columns
   */
  static DataSource source(
      String name, List<String> labels, List<String> features, Part train, Part test) {
    int columns = train.rows().get(0).length;
    double[] mean = new double[columns];
    for (double[] row : train.rows()) {
      for (int column = 0; column < columns; column++) {
        mean[column] += row[column] / train.rows().size();
      }
    }
    double[] variance = new double[columns];
    for (double[] row : train.rows()) {
      for (int column = 0; column < columns; column++) {
        double off = row[column] - mean[column];
        variance[column] += off * off / train.rows().size();
      }
    }
    int outcomes = Math.max(1, labels.size());
    return new InMemorySource(
        name,
        labels,
        features,
        standardise(train, mean, variance, outcomes),
        standardise(test, mean, variance, outcomes));
  }

  private static Examples standardise(Part part, double[] mean, double[] variance, int outcomes) {
    float[][] rows = new float[part.rows().size()][mean.length];
    for (int i = 0; i < rows.length; i++) {
      for (int column = 0; column < mean.length; column++) {
        // Rounding leaves a constant column a variance that is tiny against its mean, but not zero.
        boolean constant = variance[column] <= 1e-24 * (1 + mean[column] * mean[column]);
        double deviation = constant ? 1 : Math.sqrt(variance[column]);
        rows[i][column] = (float) ((part.rows().get(i)[column] - mean[column]) / deviation);
      }
    }
    return new FloatExamples(
        new long[] {mean.length}, rows, part.targets().toArray(new float[0][]), outcomes);
  }
}
