package io.github.lfp4j.datasets.digits;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class DigitGeneratorTest {

  @Test
  void sameSeedDrawsSameBytesOnEveryMachine() throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    DigitGenerator generator = new DigitGenerator(1);
    for (int i = 0; i < 100; i++) {
      digest.update(generator.image(i));
    }
    assertThat(HexFormat.of().formatHex(digest.digest()))
        .isEqualTo("bbef5caf8683a734b078bc9cb2503e942c1e15218abd9dd4bd740a2a10b755f8");
  }

  @Test
  void imagesDoNotDependOnTheOrderInWhichTheyAreDrawn() {
    DigitGenerator generator = new DigitGenerator(5);
    byte[] first = generator.image(17);
    assertThat(generator.image(27)).isNotEqualTo(first);
    assertThat(generator.image(17)).isEqualTo(first);
    assertThat(new DigitGenerator(6).image(17)).isNotEqualTo(first);
  }

  @Test
  void inkIsInTheMiddleAndPaperAtTheEdge() {
    DigitGenerator generator = new DigitGenerator(2);
    double[] mean = new double[DigitGenerator.SIDE * DigitGenerator.SIDE];
    int images = 500;
    for (int i = 0; i < images; i++) {
      byte[] image = generator.image(i);
      for (int pixel = 0; pixel < mean.length; pixel++) {
        mean[pixel] += (image[pixel] & 0xff) / 255.0 / images;
      }
    }
    double edge = 0;
    double middle = 0;
    for (int i = 0; i < DigitGenerator.SIDE; i++) {
      edge = Math.max(edge, Math.max(mean[i], mean[i * DigitGenerator.SIDE]));
      middle = Math.max(middle, mean[14 * DigitGenerator.SIDE + i]);
    }
    assertThat(edge).isLessThan(0.1);
    assertThat(middle).isGreaterThan(0.25);
    // MNIST, whose place these digits take, covers 13 % of its pixels.
    assertThat(Arrays.stream(mean).average().orElseThrow()).isBetween(0.08, 0.18);
  }

  @Test
  void strokePassesThroughItsPointsAndTurnsSharplyOnlyAtCorners() {
    Stroke smooth = Stroke.parse("0,0 50,0 50,50").get(0);
    Stroke sharp = Stroke.parse("0,0 50,0 / 50,50").get(0);
    List<double[]> curve = List.of(smooth.line(smooth.points()));
    List<double[]> corner = List.of(sharp.line(sharp.points()));
    assertThat(curve).anyMatch(p -> p[0] == 50 && p[1] == 0);
    assertThat(corner).anyMatch(p -> p[0] == 50 && p[1] == 0);
    // Around a corner the line stays on its two legs; a curve overshoots.
    assertThat(corner).allMatch(p -> p[0] <= 50 + 1e-9 && p[1] >= -1e-9);
    assertThat(curve).anyMatch(p -> p[0] > 51 || p[1] < -1);
  }

  @Test
  void everyDigitHasSeveralForms() {
    for (int digit = 0; digit < DigitGenerator.CLASSES; digit++) {
      assertThat(Glyphs.of(digit)).hasSizeGreaterThanOrEqualTo(3);
    }
  }
}
