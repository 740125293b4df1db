package io.github.lfp4j.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeatMapTest {
  private static final int WHITE = 0xffffff;

  private static ImageRelevance grey(double... relevance) {
    return ImageRelevance.of(
        1, 2, 2, List.of(0.0, 0.5, 1.0, 2.0), java.util.Arrays.stream(relevance).boxed().toList());
  }

  @Test
  void coloursEqualMagnitudesEquallyStrong() {
    DivergingScale scale = DivergingScale.of(List.of(-2.0, 1.0));

    assertThat(scale.rgb(0)).isEqualTo(WHITE);
    assertThat(scale.rgb(2)).isEqualTo(0xb2182b);
    assertThat(scale.rgb(-2)).isEqualTo(0x2166ac);
    assertThat(scale.rgb(9)).isEqualTo(scale.rgb(2));
    // Half way from white on both sides.
    assertThat(scale.rgb(1)).isEqualTo(0xd98c95);
    assertThat(scale.rgb(-1)).isEqualTo(0x90b3d6);
    assertThat(DivergingScale.of(List.of(0.0, 0.0)).rgb(0)).isEqualTo(WHITE);
  }

  @Test
  void putsTheMapBesideTheImage() {
    BufferedImage pair = HeatMap.pair(grey(1, 0, -1, 0));
    int scale = pair.getHeight() / 2;
    int right = pair.getWidth() - 2 * scale;

    assertThat(pair.getRGB(0, 0) & WHITE).isEqualTo(0);
    assertThat(pair.getRGB(scale, 0) & WHITE).isEqualTo(0x808080);
    assertThat(pair.getRGB(0, scale) & WHITE).isEqualTo(WHITE);
    assertThat(pair.getRGB(scale, scale) & WHITE).as("clipped").isEqualTo(WHITE);
    assertThat(pair.getRGB(right, 0) & WHITE).isEqualTo(0xb2182b);
    assertThat(pair.getRGB(right + scale, 0) & WHITE).isEqualTo(WHITE);
    assertThat(pair.getRGB(right, scale) & WHITE).isEqualTo(0x2166ac);
    assertThat(pair.getRGB(right + scale - 1, scale - 1) & WHITE).isEqualTo(0xb2182b);
  }

  @Test
  void showsColoursAndAddsUpChannels() {
    ImageRelevance image =
        ImageRelevance.of(
            3, 1, 2, List.of(1.0, 0.0, 0.5, 0.0, 0.0, 1.0), List.of(1.0, 2.0, -3.0, 0.5, 1.0, 0.0));

    assertThat(image.pixels()).containsExactly(0xff8000, 0x0000ff);
    assertThat(image.relevance()).containsExactly(-1.0, 2.5);
  }

  @Test
  void showsOtherNumbersOfChannelsInGrey() {
    ImageRelevance image = ImageRelevance.of(2, 1, 1, List.of(1.0, 0.0), List.of(1.0, 1.0));

    assertThat(image.pixels()).containsExactly(0x808080);
    assertThat(image.relevance()).containsExactly(2.0);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "2, 2, 1",
    "3, 2, 2",
    "4, 2, 2",
    "5, 3, 2",
    "9, 3, 3",
    "10, 4, 3",
    "33, 4, 9"
  })
  void laysSeveralOutInAGrid(int images, int columns, int rows) {
    BufferedImage one = HeatMap.pair(grey(1, 0, -1, 0));

    BufferedImage grid = HeatMap.grid(Collections.nCopies(images, grey(1, 0, -1, 0)));

    assertThat(grid.getWidth() / one.getWidth()).isEqualTo(columns);
    assertThat(grid.getHeight() / one.getHeight()).isEqualTo(rows);
  }

  @Test
  void leavesLargeImagesAsLargeAsTheyAre() {
    int side = 300;
    List<Double> zeros = Collections.nCopies(side * side, 0.0);

    BufferedImage pair = HeatMap.pair(ImageRelevance.of(1, side, side, zeros, zeros));

    assertThat(pair.getHeight()).isEqualTo(side);
  }

  @Test
  void keepsEveryPixelInItsFile() throws IOException {
    BufferedImage pair = HeatMap.pair(grey(1, 0.3, -1, 0));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    HeatMap.write(pair, out);

    BufferedImage read = ImageIO.read(new ByteArrayInputStream(out.toByteArray()));
    String html = HeatMap.html(pair, "a \"<b>\"");
    String data = html.replaceAll(".*base64,([^\"]*)\".*", "$1");

    for (int x = 0; x < pair.getWidth(); x++) {
      assertThat(read.getRGB(x, 5)).isEqualTo(pair.getRGB(x, 5));
    }
    assertThat(Base64.getDecoder().decode(data)).isEqualTo(out.toByteArray());
    assertThat(html).contains("alt=\"a &quot;&lt;b&gt;&quot;\"");
  }

  @Test
  void refusesNumbersThatDoNotFit() {
    assertThatThrownBy(() -> new ImageRelevance(2, 2, List.of(1), List.of(1.0)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
