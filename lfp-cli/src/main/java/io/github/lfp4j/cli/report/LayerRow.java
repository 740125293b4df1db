package io.github.lfp4j.cli.report;

/**
 * A layer in the report's table.
 *
 * @param name the layer's name or index
 * @param type for example {@code Convolution2D 5x5}
 * @param output shape of its output for one example, for example {@code 20 x 24 x 24}
 * @param rule the LFP rule, or empty
 * @param parameters how many trainable parameters
 * @param nonZeroParameters how many of them are not zero
 * @param multiplyAdds multiplications with an addition for one example
 * @param remark for example why it cannot be pruned; may be empty
 */
public record LayerRow(
    String name,
    String type,
    String output,
    String rule,
    long parameters,
    long nonZeroParameters,
    long multiplyAdds,
    String remark) {}
