package io.github.lfp4j.core.map;

/**
 * The geometry of a window that slides over sequences.
 *
 * @param axis along time
 * @param padding what stands before and after a sequence
 * @param channelsLast sequences are [N, T, C] if true, [N, C, T] if false
 */
public record Window1D(WindowAxis axis, Padding padding, boolean channelsLast) {

  /** What stands before and after a sequence. */
  public enum Padding {
    /** As many zeros as the axis says, at either end. */
    EXPLICIT,
    /** Zeros so that there are {@code ceil(T / stride)} positions, the surplus one at the end. */
    SAME,
    /** Zeros at the start only, so that no output depends on later input. */
    CAUSAL
  }

  /** The axis of the channels. */
  public int channelAxis() {
    return channelsLast ? 2 : 1;
  }

  private int timeAxis() {
    return channelsLast ? 1 : 2;
  }

  /** Zeros that a causal window needs before a sequence. */
  int causalZeros() {
    return padding == Padding.CAUSAL ? axis.extent() - 1 : 0;
  }

  long[] outputShape(long[] input, long channels) {
    long time = input[timeAxis()] + causalZeros();
    long positions = unpadded().positions(time, padding == Padding.SAME);
    return shape(input[0], channels, positions);
  }

  /** The shape of sequences. */
  long[] shape(long examples, long channels, long time) {
    return channelsLast
        ? new long[] {examples, time, channels}
        : new long[] {examples, channels, time};
  }

  private WindowAxis unpadded() {
    return padding == Padding.EXPLICIT
        ? axis
        : new WindowAxis(axis.kernel(), axis.stride(), 0, axis.dilation());
  }

  /** The same over images one pixel wide; causal zeros are part of the image. */
  Window2D overImages() {
    WindowAxis vertical = unpadded();
    return new Window2D(
        vertical.kernel(),
        1,
        vertical.stride(),
        1,
        vertical.padding(),
        0,
        vertical.dilation(),
        1,
        padding == Padding.SAME,
        channelsLast);
  }

  /** The shape of sequences as images one pixel wide. */
  long[] asImages(long[] sequences) {
    return channelsLast
        ? new long[] {sequences[0], sequences[1], 1, sequences[2]}
        : new long[] {sequences[0], sequences[1], sequences[2], 1};
  }
}
