package io.github.lfp4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataSpecTest {

  @Test
  void readsKindLocationAndOptions() {
    assertThat(DataSpec.parse("digits")).isEqualTo(new DataSpec("digits", null, Map.of()));
    assertThat(DataSpec.parse(" mnist:../data/mnist "))
        .isEqualTo(new DataSpec("mnist", "../data/mnist", Map.of()));
    assertThat(DataSpec.parse("csv:C:\\d\\a.csv?label=x y&delimiter=;&test=0.3"))
        .isEqualTo(
            new DataSpec(
                "csv", "C:\\d\\a.csv", Map.of("label", "x y", "delimiter", ";", "test", "0.3")));
    assertThat(DataSpec.parse("csv:a.csv?label=a%26b%3D%3F%25+c").options())
        .containsEntry("label", "a&b=?%+c");
  }

  @Property
  void writtenAndReadAgainItIsTheSame(
      @ForAll @AlphaChars @StringLength(min = 1, max = 8) String kind,
      @ForAll @CharRange(from = '@', to = 'z') @StringLength(max = 12) String location,
      @ForAll @Size(max = 3)
          Map<
                  @StringLength(min = 1, max = 5) @CharRange(from = '!', to = '~') String,
                  @CharRange(from = ' ', to = '~') @StringLength(min = 1, max = 9) String>
              options) {
    Map<String, String> kept = new LinkedHashMap<>();
    // Spaces at the very end are trimmed, as in what is typed.
    options.forEach((name, value) -> kept.put(name, value.strip()));
    DataSpec spec = new DataSpec(kind, location.isEmpty() ? null : location, kept);
    assertThat(DataSpec.parse(spec.toString())).isEqualTo(spec);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | The data specification is empty",
        ":dir | has no kind",
        "?a=b | has no kind",
        "mnist: | Nothing follows the colon in 'mnist:'",
        "csv:f?label | The option 'label' in 'csv:f?label' is not of the form NAME=VALUE.",
        "csv:f?=x | The option '=x' in 'csv:f?=x' is not of the form NAME=VALUE.",
        "csv:f?a=1&a=2 | The option 'a' is given twice",
        "csv:f?a=5% | '5%' in 'csv:f?a=5%' has a stray '%'",
      })
  void refusesWhatIsNotOne(String spec, String sentence) {
    assertThatThrownBy(() -> DataSpec.parse(spec))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(sentence);
  }
}
