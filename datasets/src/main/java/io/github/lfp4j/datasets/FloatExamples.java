package io.github.lfp4j.datasets;

/** Examples as the numbers that are handed out. */
final class FloatExamples implements Examples {

  private final long[] shape;
  private final float[][] rows;
  private final float[][] targets;
  private final int outcomes;

  /**
   * @param shape of one example's features
   * @param rows for each example its features
   * @param targets for each example its label columns
   * @param outcomes the number of label columns
   */
  FloatExamples(long[] shape, float[][] rows, float[][] targets, int outcomes) {
    this.shape = shape;
    this.rows = rows;
    this.targets = targets;
    this.outcomes = outcomes;
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  @Override
  public int outcomes() {
    return outcomes;
  }

  @Override
  public int size() {
    return rows.length;
  }

  @Override
  public void features(int example, float[] into, int offset) {
    System.arraycopy(rows[example], 0, into, offset, rows[example].length);
  }

  @Override
  public void labels(int example, float[] into, int offset) {
    System.arraycopy(targets[example], 0, into, offset, outcomes);
  }

  /** One-hot rows for the given classes. */
  static float[][] oneHot(int[] classes, int outcomes) {
    float[][] rows = new float[classes.length][outcomes];
    for (int i = 0; i < classes.length; i++) {
      rows[i][classes[i]] = 1;
    }
    return rows;
  }
}
