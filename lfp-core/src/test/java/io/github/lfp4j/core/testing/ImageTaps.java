package io.github.lfp4j.core.testing;

import io.github.lfp4j.core.map.Window2D;
import java.util.ArrayList;
import java.util.List;

/** Convolution and average pooling, written out as loops over positions and window taps. */
public final class ImageTaps {

  private final int n;
  private final int channels;
  private final int height;
  private final int width;
  private final Window2D window;

  /** For images of the given size; the layout of x and z is the window's. */
  public ImageTaps(int n, int channels, int height, int width, Window2D window) {
    this.n = n;
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.window = window;
  }

  /** Rows of the output. */
  public int outputHeight() {
    return positions(
        height,
        window.kernelHeight(),
        window.strideHeight(),
        window.paddingHeight(),
        window.dilationHeight());
  }

  /** Columns of the output. */
  public int outputWidth() {
    return positions(
        width,
        window.kernelWidth(),
        window.strideWidth(),
        window.paddingWidth(),
        window.dilationWidth());
  }

  /** Counts the places where a window fits, by trying them one after the other. */
  private int positions(int size, int kernel, int stride, int padding, int dilation) {
    int count = 0;
    if (window.same()) {
      for (int start = 0; start < size; start += stride) {
        count++;
      }
      return count;
    }
    int last = (kernel - 1) * dilation;
    for (int start = -padding; start + last < size + padding; start += stride) {
      count++;
    }
    return count;
  }

  /** Zeros before the first row or column: given, or the smaller half of what SAME mode needs. */
  private int before(int size, int kernel, int stride, int padding, int dilation) {
    if (!window.same()) {
      return padding;
    }
    int places = positions(size, kernel, stride, padding, dilation);
    int needed = (places - 1) * stride + (kernel - 1) * dilation + 1 - size;
    return Math.max(needed, 0) / 2;
  }

  private int channelAxis() {
    return window.channelsLast() ? 3 : 1;
  }

  private long[] shape(int c, int h, int w) {
    return window.channelsLast() ? new long[] {n, h, w, c} : new long[] {n, c, h, w};
  }

  private int index(int sample, int c, int h, int w, int cs, int hs, int ws) {
    return window.channelsLast()
        ? ((sample * hs + h) * ws + w) * cs + c
        : ((sample * cs + c) * hs + h) * ws + w;
  }

  /** A position of a window on the image, and the tap of the window it belongs to. */
  private record Pixel(int h, int w, int kernelH, int kernelW) {}

  /** The pixels that the window at an output position covers; padding is none. */
  private List<Pixel> covered(int oh, int ow) {
    int top =
        before(
            height,
            window.kernelHeight(),
            window.strideHeight(),
            window.paddingHeight(),
            window.dilationHeight());
    int left =
        before(
            width,
            window.kernelWidth(),
            window.strideWidth(),
            window.paddingWidth(),
            window.dilationWidth());
    List<Pixel> pixels = new ArrayList<>();
    for (int kh = 0; kh < window.kernelHeight(); kh++) {
      for (int kw = 0; kw < window.kernelWidth(); kw++) {
        int h = oh * window.strideHeight() - top + kh * window.dilationHeight();
        int w = ow * window.strideWidth() - left + kw * window.dilationWidth();
        if (h >= 0 && h < height && w >= 0 && w < width) {
          pixels.add(new Pixel(h, w, kh, kw));
        }
      }
    }
    return pixels;
  }

  /** A convolution with w [out, channels, kernel height, kernel width] and b [out] or null. */
  public TapLayer convolution(int out, double[] x, double[] w, double[] b) {
    int rows = outputHeight();
    int columns = outputWidth();
    List<TapLayer.Tap> taps = new ArrayList<>();
    int[] unit = new int[n * out * rows * columns];
    for (int sample = 0; sample < n; sample++) {
      for (int o = 0; o < out; o++) {
        for (int oh = 0; oh < rows; oh++) {
          for (int ow = 0; ow < columns; ow++) {
            int output = index(sample, o, oh, ow, out, rows, columns);
            unit[output] = o;
            for (Pixel p : covered(oh, ow)) {
              for (int c = 0; c < channels; c++) {
                int input = index(sample, c, p.h(), p.w(), channels, height, width);
                int weight =
                    ((o * channels + c) * window.kernelHeight() + p.kernelH())
                            * window.kernelWidth()
                        + p.kernelW();
                taps.add(new TapLayer.Tap(input, output, weight, 1));
              }
            }
          }
        }
      }
    }
    return new TapLayer(
        shape(channels, height, width),
        shape(out, rows, columns),
        taps,
        unit,
        x,
        w,
        b,
        channelAxis());
  }

  /** Average pooling; the divisor is the window's area or the number of pixels it covers. */
  public TapLayer averagePooling(boolean countPadding, double[] x) {
    int rows = outputHeight();
    int columns = outputWidth();
    List<TapLayer.Tap> taps = new ArrayList<>();
    int[] unit = new int[n * channels * rows * columns];
    for (int sample = 0; sample < n; sample++) {
      for (int c = 0; c < channels; c++) {
        for (int oh = 0; oh < rows; oh++) {
          for (int ow = 0; ow < columns; ow++) {
            int output = index(sample, c, oh, ow, channels, rows, columns);
            unit[output] = c;
            List<Pixel> pixels = covered(oh, ow);
            double area = window.kernelHeight() * window.kernelWidth();
            double factor = 1 / (countPadding ? area : pixels.size());
            for (Pixel p : pixels) {
              int input = index(sample, c, p.h(), p.w(), channels, height, width);
              taps.add(new TapLayer.Tap(input, output, -1, factor));
            }
          }
        }
      }
    }
    return new TapLayer(
        shape(channels, height, width),
        shape(channels, rows, columns),
        taps,
        unit,
        x,
        null,
        null,
        channelAxis());
  }
}
