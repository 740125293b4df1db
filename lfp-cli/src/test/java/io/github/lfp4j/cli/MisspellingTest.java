package io.github.lfp4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MisspellingTest {
  private static final List<String> COMMANDS =
      List.of("demo", "train", "evaluate", "rank", "prune", "inspect", "convert", "bench");

  @ParameterizedTest
  @CsvSource({
    "trian, train",
    "eval, evaluate",
    "prunes, prune",
    "inpect, inspect",
    "Convert, convert",
    "hello, ",
    "x, "
  })
  void findsWhatWasMeant(String typed, String meant) {
    assertThat(Misspelling.meant(typed, COMMANDS).orElse(null)).isEqualTo(meant);
  }

  @Property(tries = 200)
  void measuresDistanceAlikeInBothDirections(
      @ForAll @StringLength(max = 8) String a, @ForAll @StringLength(max = 8) String b) {
    int distance = Misspelling.distance(a, b);

    assertThat(distance).isEqualTo(Misspelling.distance(b, a));
    assertThat(distance)
        .isBetween(Math.abs(a.length() - b.length()), Math.max(a.length(), b.length()));
    assertThat(distance == 0).isEqualTo(a.equals(b));
  }
}
