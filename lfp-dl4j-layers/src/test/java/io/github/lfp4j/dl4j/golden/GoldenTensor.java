package io.github.lfp4j.dl4j.golden;

import org.nd4j.shade.jackson.databind.JsonNode;

/**
 * What a manifest says about one tensor.
 *
 * @param name its name in the manifest
 * @param role input, param, buffer (given), expected (must match) or diagnostic
 * @param file its file, relative to the case
 * @param maxAbs size of its largest number, or NaN where not stated
 * @param precision largest difference between the reference in 32 and in 64 bits; 0 where not
 *     stated
 */
record GoldenTensor(String name, String role, String file, double maxAbs, double precision) {

  static GoldenTensor of(String name, JsonNode node) {
    return new GoldenTensor(
        name,
        node.path("role").asText(),
        node.path("file").asText(name + ".npy"),
        node.path("max_abs").asDouble(Double.NaN),
        node.path("f32_vs_f64_max_abs_diff").asDouble(0));
  }

  /**
   * The largest difference that passes: what the reference itself varies by, times 20, and what
   * storing in 32 bits and summing in another order costs. Tensors without a stated precision come
   * out of few operations or were computed in 64 bits, where the second part covers it.
   *
   * @param largest size of the largest expected number, used where the manifest does not state it
   */
  double tolerance(double largest) {
    double size = Double.isFinite(maxAbs) ? maxAbs : Double.isFinite(largest) ? largest : 0;
    return 20 * precision + 3e-6 * size + 1e-9;
  }
}
