package io.github.lfp4j.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RelevanceHistogramTest {
  @Property
  void countsEveryFiniteValueOnce(
      @ForAll double[] values, @ForAll @IntRange(min = 1, max = 50) int bins) {
    RelevanceHistogram histogram = RelevanceHistogram.of("a", values, bins, Double.NaN);

    long counted = histogram.counts().stream().mapToLong(Long::longValue).sum();
    assertThat(counted + histogram.zeros())
        .isEqualTo(Arrays.stream(values).filter(Double::isFinite).count());
  }

  @Test
  void binsByMagnitude() {
    RelevanceHistogram histogram =
        RelevanceHistogram.of("a", new double[] {0.001, -0.01, 0.02, 1, 0}, 3, 0.01);

    assertThat(histogram.edges()).hasSize(4).startsWith(-3.0).endsWith(0.0);
    assertThat(histogram.counts()).containsExactly(1L, 2L, 1L);
    assertThat(histogram.zeros()).isEqualTo(1);
    assertThat(histogram.threshold()).isEqualTo(-2.0);
  }

  @Test
  void refusesBinsThatDoNotFit() {
    assertThatThrownBy(() -> new RelevanceHistogram("a", List.of(1.0), List.of(1L), 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
