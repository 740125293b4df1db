package io.github.lfp4j.core.rule;

import io.github.lfp4j.core.Stabilizer;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The z-box rule for a first layer whose inputs lie in a box, such as pixels: with lower and upper
 * bounds {@code l_i <= a_i <= h_i} and {@code q_ij = a_i w_ij - l_i [w_ij]+ - h_i [w_ij]-}, {@code
 * R_i = sum_j q_ij R_j / stab(sum_i q_ij)}. The bias cancels; taps on padding contribute nothing.
 *
 * <p>Source: Montavon et al., Pattern Recognition 65, 2017, eq. 14.
 *
 * @param low lower bounds of the input: one number for all, or one per channel (feature)
 * @param high upper bounds of the input, likewise
 * @param epsilon the stabiliser's distance
 */
public record ZBoxRule(List<Double> low, List<Double> high, double epsilon) implements Rule {

  /**
   * @throws IllegalArgumentException if a bound is missing or a lower one exceeds its upper one
   */
  @JsonCreator
  public ZBoxRule(
      @JsonProperty("low") List<Double> low,
      @JsonProperty("high") List<Double> high,
      @JsonProperty("epsilon") double epsilon) {
    if (low.isEmpty() || high.isEmpty()) {
      throw new IllegalArgumentException("the z-box rule needs a lower and an upper bound");
    }
    for (int i = 0; i < Math.max(low.size(), high.size()); i++) {
      double l = low.get(Math.min(i, low.size() - 1));
      double h = high.get(Math.min(i, high.size() - 1));
      if (!(l <= h)) {
        throw new IllegalArgumentException(
            "the lower bound " + l + " of the z-box rule exceeds the upper bound " + h);
      }
    }
    this.low = List.copyOf(low);
    this.high = List.copyOf(high);
    this.epsilon = new Stabilizer(epsilon).epsilon();
  }

  /** One box for all inputs, with the default stabiliser. */
  public ZBoxRule(double low, double high) {
    this(List.of(low), List.of(high), Stabilizer.DEFAULT_EPSILON);
  }

  @Override
  public Stabilizer stabilizer() {
    return new Stabilizer(epsilon);
  }

  @Override
  public Form form() {
    return Form.TOTAL;
  }

  @Override
  public void propagate(AffineForward layer, OutputReward reward, INDArray out) {
    INDArray x = layer.input();
    INDArray w = layer.weights();
    if (w == null) {
      throw new IllegalArgumentException(
          "the z-box rule needs a layer with weights; choose the epsilon rule for pooling");
    }
    INDArray lows = bounds(layer, low, "lower");
    INDArray highs = bounds(layer, high, "upper");
    INDArray wPositive = Signs.positive(w);
    INDArray wNegative = Signs.negative(w);

    INDArray denominators =
        layer
            .forward(x, w)
            .subi(layer.forward(lows, wPositive))
            .subi(layer.forward(highs, wNegative));
    INDArray q = stabilizer().divide(reward.reward().dup(), denominators);
    layer.map().transposed(q, w, out);
    out.muli(x)
        .subi(layer.transposed(q, wPositive).muli(lows))
        .subi(layer.transposed(q, wNegative).muli(highs));
  }

  /** The bounds as an array of the input's shape. */
  private static INDArray bounds(AffineForward layer, List<Double> values, String which) {
    INDArray result = layer.newInput();
    if (values.size() == 1) {
      return result.assign(values.get(0));
    }
    int axis = layer.map().unitAxis();
    if (values.size() != result.size(axis)) {
      throw new IllegalArgumentException(
          "the z-box rule has "
              + values.size()
              + " "
              + which
              + " bounds, but the layer's input has "
              + result.size(axis)
              + " channels");
    }
    double[] numbers = values.stream().mapToDouble(Double::doubleValue).toArray();
    INDArray perChannel = Nd4j.createFromArray(numbers).castTo(result.dataType());
    return result.assign(0).addi(layer.map().alongUnits(perChannel, result.rank()));
  }
}
