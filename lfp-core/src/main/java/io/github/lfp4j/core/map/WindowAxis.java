package io.github.lfp4j.core.map;

/**
 * How a window slides along one axis.
 *
 * @param kernel taps of the window
 * @param stride step from one position to the next
 * @param padding zeros at either end; ignored if the padding is SAME
 * @param dilation distance of taps, 1 for none
 */
public record WindowAxis(int kernel, int stride, int padding, int dilation) {

  /** From the first tap to the last, both included. */
  int extent() {
    return (kernel - 1) * dilation + 1;
  }

  /**
   * The number of positions.
   *
   * @param size of the axis
   * @param same pad so that there are {@code ceil(size / stride)}
   * @throws IllegalArgumentException if {@code same} padding would have to be negative
   */
  long positions(long size, boolean same) {
    if (!same) {
      return (size + 2L * padding - extent()) / stride + 1;
    }
    long places = (size + stride - 1) / stride;
    if ((places - 1) * stride + extent() - size < -1) {
      // ND4J would shift the window by a negative padding.
      throw new IllegalArgumentException(
          "a window of "
              + extent()
              + " pixels and steps of "
              + stride
              + " leave pixels out of "
              + size
              + ", for which SAME padding is not defined; choose explicit padding");
    }
    return places;
  }

  /** The size of the axis that a transposed convolution makes of so many positions. */
  long transposedSize(long positions, boolean same) {
    return same ? positions * stride : (positions - 1) * stride + extent() - 2L * padding;
  }
}
