package io.github.lfp4j.cli.output;

/**
 * What remains after pruning by one amount.
 *
 * @param amount share that was pruned, 0 to 1
 * @param accuracy on the test data, 0 to 1; NaN if not measured
 * @param parameters how many parameters are left that are not zero
 * @param multiplyAdds multiplications with an addition for one example
 * @param latencyMillis time for one batch, in milliseconds; NaN if not measured
 */
public record CurvePoint(
    double amount, double accuracy, long parameters, long multiplyAdds, double latencyMillis) {
  Figures toFigures() {
    return Figures.builder()
        .number("amount", amount)
        .accuracy(accuracy)
        .parameters(parameters)
        .multiplyAdds(multiplyAdds)
        .number("latencyMillis", latencyMillis)
        .build();
  }
}
