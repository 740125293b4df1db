package io.github.lfp4j.datasets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.datavec.image.loader.NativeImageLoader;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Reads image files with DataVec's loader into one byte for each pixel and channel. All images of a
 * reader have the same shape: the one it was told, to which it scales, or that of the first image.
 */
final class ImageReader {

  private final boolean scales;
  private NativeImageLoader loader;
  private long[] shape;

  /**
   * @param shape channels, height, width to scale to, or null
   */
  ImageReader(long[] shape) {
    this.scales = shape != null;
    this.shape = shape;
    this.loader = scales ? loader(shape) : new NativeImageLoader();
  }

  private static NativeImageLoader loader(long[] shape) {
    return new NativeImageLoader(shape[1], shape[2], shape[0]);
  }

  /** Whether the name ends like one of an image that can be read. */
  static boolean isImage(Path file) {
    String name = Folders.name(file);
    String end = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return Files.isRegularFile(file)
        && Arrays.asList(NativeImageLoader.ALLOWED_FORMATS).contains(end);
  }

  /** Channels, height, width; null as long as no image was read and none was told. */
  long[] shape() {
    return shape;
  }

  /**
   * Reads one image.
   *
   * @return its bytes channel by channel (red, green, blue), row by row
   * @throws DataException if it is no image or of another size than the first
   */
  byte[] read(Path file) {
    INDArray image = load(file);
    long[] found = Arrays.copyOfRange(image.shape(), 1, 4);
    if (shape == null) {
      shape = found;
      // Further images are to have the same number of channels; their size is compared.
      loader = new NativeImageLoader(-1, -1, found[0]);
    } else if (!scales && !Arrays.equals(shape, found)) {
      throw new DataException(
          String.format(
              "%s has %dx%d pixels, but the images before it have %dx%d:"
                  + " add ?size=HEIGHTxWIDTHxCHANNELS to scale all to one size.",
              file, found[1], found[2], shape[1], shape[2]));
    }
    float[] values = image.dup('c').data().asFloat();
    int channels = (int) found[0];
    int plane = values.length / channels;
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      // The loader delivers colours as blue, green, red.
      int channel = channels - 1 - i / plane;
      bytes[i] = (byte) Math.round(values[channel * plane + i % plane]);
    }
    return bytes;
  }

  private INDArray load(Path file) {
    try {
      INDArray image = loader.asMatrix(file.toFile());
      if (image != null && image.rank() == 4 && image.length() > 0) {
        return image;
      }
    } catch (IOException | RuntimeException e) {
      throw unreadable(file, e);
    }
    throw unreadable(file, null);
  }

  private static DataException unreadable(Path file, Throwable cause) {
    return new DataException(file + " cannot be read as an image: remove or replace it.", cause);
  }
}
