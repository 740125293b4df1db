package io.github.lfp4j.cli.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * Images with a map of relevance beside each. Relevance is summed over the channels of a pixel and
 * coloured by a {@link DivergingScale} of each image's own; small images are enlarged by a whole
 * factor, pixel by pixel.
 */
public final class HeatMap {

  /** Small images are enlarged to about this many pixels. */
  private static final int SIDE = 168;

  private static final int GAP = 8;
  private static final int MOST_COLUMNS = 4;
  private static final int PAPER = 0xffffff;

  private HeatMap() {}

  /**
   * Draws several pairs of an image and its map, row by row: up to four pairs in a row, so that the
   * grid is about square.
   *
   * @param images all of the same size
   */
  public static BufferedImage grid(List<ImageRelevance> images) {
    int columns = Math.min(MOST_COLUMNS, (int) Math.ceil(Math.sqrt(images.size())));
    int rows = (images.size() + columns - 1) / columns;
    BufferedImage first = pair(images.get(0));
    int cellWidth = first.getWidth() + 2 * GAP;
    int cellHeight = first.getHeight() + GAP;
    BufferedImage grid = filled(columns * cellWidth - 2 * GAP, rows * cellHeight - GAP);
    for (int i = 0; i < images.size(); i++) {
      BufferedImage pair = i == 0 ? first : pair(images.get(i));
      copy(pair, grid, i % columns * cellWidth, i / columns * cellHeight);
    }
    return grid;
  }

  /** Draws one pair. */
  public static BufferedImage pair(ImageRelevance image) {
    int scale = Math.max(1, SIDE / Math.max(image.width(), image.height()));
    int width = image.width() * scale;
    BufferedImage pair = filled(2 * width + GAP, image.height() * scale);
    DivergingScale colours = DivergingScale.of(image.relevance());
    for (int y = 0; y < pair.getHeight(); y++) {
      for (int x = 0; x < width; x++) {
        pair.setRGB(x, y, image.rgb(x / scale, y / scale));
        pair.setRGB(width + GAP + x, y, colours.rgb(image.relevance(x / scale, y / scale)));
      }
    }
    return pair;
  }

  /**
   * Writes an image as PNG.
   *
   * @throws IOException if the stream fails
   */
  public static void write(BufferedImage image, OutputStream out) throws IOException {
    if (!ImageIO.write(image, "png", out)) {
      throw new IOException("this Java cannot write PNG images");
    }
  }

  /**
   * An {@code img} element that holds the image itself.
   *
   * @param alternative what it shows, for people who cannot see it
   */
  public static String html(BufferedImage image, String alternative) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      write(image, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "<img alt=\""
        + SvgWriter.escape(alternative).replace("\"", "&quot;")
        + "\" width=\""
        + image.getWidth()
        + "\" height=\""
        + image.getHeight()
        + "\" src=\"data:image/png;base64,"
        + Base64.getEncoder().encodeToString(bytes.toByteArray())
        + "\">";
  }

  private static BufferedImage filled(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, PAPER);
      }
    }
    return image;
  }

  private static void copy(BufferedImage from, BufferedImage to, int left, int top) {
    int[] pixels = from.getRGB(0, 0, from.getWidth(), from.getHeight(), null, 0, from.getWidth());
    to.setRGB(left, top, from.getWidth(), from.getHeight(), pixels, 0, from.getWidth());
  }
}
