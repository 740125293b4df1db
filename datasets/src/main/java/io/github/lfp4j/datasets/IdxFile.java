package io.github.lfp4j.datasets;

import io.github.lfp4j.datasets.cache.Gzip;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipException;

/**
 * Unsigned bytes in the idx format of the MNIST data, gzipped or not: a magic number that tells
 * type and number of dimensions, the size of each dimension as a big-endian 32-bit number, the
 * values.
 *
 * @param file where it was read from
 * @param shape of one item; empty if the items are numbers
 * @param items the bytes of each item
 */
record IdxFile(Path file, List<Integer> shape, List<byte[]> items) {

  private static final int MAGIC = 0x800;
  private static final int MOST_ITEM_BYTES = 1 << 24;
  // Deflate cannot do better than about 1032 to 1, so a larger claim is a lie.
  private static final long BEST_PACKING = 1100;

  /**
   * Reads a file whole.
   *
   * @param dimensions how many are expected: 3 for images, 1 for labels
   * @throws DataException if the file is not of this form
   */
  static IdxFile read(Path file, int dimensions) {
    try (DataInputStream in = new DataInputStream(Gzip.open(file))) {
      int magic = in.readInt();
      if (magic != MAGIC + dimensions) {
        throw new DataException(
            String.format(
                "%s is not an idx file of %s: it starts with the number %d instead of %d.",
                file, dimensions == 1 ? "labels" : "images", magic, MAGIC + dimensions));
      }
      int[] sizes = new int[dimensions];
      long bytes = 1;
      for (int i = 0; i < dimensions; i++) {
        sizes[i] = in.readInt();
        if (sizes[i] < 0 || (i > 0 && (sizes[i] == 0 || sizes[i] > MOST_ITEM_BYTES))) {
          throw new DataException(
              file + " is damaged: its header claims a size of " + sizes[i] + ".");
        }
        bytes = Math.multiplyExact(bytes, sizes[i]);
      }
      long present = Files.size(file) * (Gzip.packed(file) ? BEST_PACKING : 1);
      if (bytes > present) {
        throw truncated(file, null);
      }
      return read(file, in, sizes);
    } catch (EOFException e) {
      throw truncated(file, e);
    } catch (ZipException e) {
      throw new DataException(
          file + " is a damaged gzip file (" + e.getMessage() + "): fetch it again.", e);
    } catch (ArithmeticException e) {
      throw new DataException(file + " is damaged: its header claims an impossible size.", e);
    } catch (IOException e) {
      throw new DataException(file + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  private static IdxFile read(Path file, DataInputStream in, int[] sizes) throws IOException {
    List<Integer> shape = Arrays.stream(sizes).skip(1).boxed().toList();
    int itemBytes = 1;
    for (int size : shape) {
      itemBytes = Math.multiplyExact(itemBytes, size);
    }
    if (itemBytes > MOST_ITEM_BYTES) {
      throw new DataException(file + " is damaged: its header claims an impossible size.");
    }
    // Labels are kept in one array, not in one each.
    int chunk = sizes.length == 1 ? sizes[0] : itemBytes;
    List<byte[]> items = new ArrayList<>();
    for (int i = 0; i < (sizes.length == 1 ? 1 : sizes[0]); i++) {
      byte[] item = new byte[chunk];
      in.readFully(item);
      items.add(item);
    }
    if (in.read() >= 0) {
      throw new DataException(
          file + " is damaged: more follows after the " + sizes[0] + " items that it announces.");
    }
    return new IdxFile(file, shape, items);
  }

  private static DataException truncated(Path file, Throwable cause) {
    return new DataException(
        file + " is cut off before the end that its header announces: fetch it again.", cause);
  }
}
