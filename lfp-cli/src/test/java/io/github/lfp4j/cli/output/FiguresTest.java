package io.github.lfp4j.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FiguresTest {
  private static JsonNode parsed(Figures figures) throws JsonProcessingException {
    return new ObjectMapper().readTree(figures.toJson());
  }

  @Test
  void keepsTheNamesThatScriptsRelyOn() throws JsonProcessingException {
    Figures before = Figures.builder().accuracy(0.9).parameters(100).nonZeroParameters(90).build();
    Figures after = Figures.builder().accuracy(0.8).multiplyAdds(5_000_000_000L).build();
    JsonNode json =
        parsed(
            Figures.builder()
                .seed(1)
                .trainAccuracy(1)
                .seconds(2.5)
                .beforeAndAfter(before, after)
                .curve(List.of(new CurvePoint(0.5, 0.8, 50, 7, Double.NaN)))
                .build());

    assertThat(json.at("/before/accuracy").doubleValue()).isEqualTo(0.9);
    assertThat(json.at("/before/parameters").longValue()).isEqualTo(100);
    assertThat(json.at("/before/nonZeroParameters").longValue()).isEqualTo(90);
    assertThat(json.at("/after/multiplyAdds").longValue()).isEqualTo(5_000_000_000L);
    assertThat(json.at("/trainAccuracy").doubleValue()).isEqualTo(1);
    assertThat(json.at("/seconds").doubleValue()).isEqualTo(2.5);
    assertThat(json.at("/seed").longValue()).isEqualTo(1);
    List<String> names = new ArrayList<>();
    json.at("/curve/0").fieldNames().forEachRemaining(names::add);
    assertThat(names)
        .containsExactly("amount", "accuracy", "parameters", "multiplyAdds", "latencyMillis");
    assertThat(json.at("/curve/0/latencyMillis").isNull()).isTrue();
  }

  @Property
  void isValidJsonWhateverTheNumbers(@ForAll double number, @ForAll String text)
      throws JsonProcessingException {
    JsonNode json =
        parsed(
            Figures.builder()
                .number("number", number)
                .text("text", text)
                .numbers("list", Arrays.asList(number, 3L))
                .build());

    if (Double.isFinite(number)) {
      assertThat(json.path("number").doubleValue()).isEqualTo(number);
    } else {
      assertThat(json.path("number").isNull()).isTrue();
    }
    assertThat(json.path("text").textValue()).isEqualTo(text);
    assertThat(json.at("/list/1").longValue()).isEqualTo(3);
  }

  @Test
  void turnsInfinityIntoNull() throws JsonProcessingException {
    Figures figures =
        Figures.builder()
            .number("a", Double.NaN)
            .numbers("b", List.of(Double.POSITIVE_INFINITY, Float.NaN, 1.5f))
            .build();

    assertThat(parsed(figures).toString()).isEqualTo("{\"a\":null,\"b\":[null,null,1.5]}");
  }

  @Test
  void keepsTheKindsOfSettings() throws JsonProcessingException {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("epochs", 3);
    settings.put("lr", 0.1);
    settings.put("noise", true);
    settings.put("arch", "lenet");

    assertThat(parsed(Figures.builder().settings(settings).build()).path("settings").toString())
        .isEqualTo("{\"epochs\":3,\"lr\":0.1,\"noise\":true,\"arch\":\"lenet\"}");
  }

  @Test
  void refusesTheSameNameTwice() {
    assertThatThrownBy(() -> Figures.builder().seed(1).seed(2))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void doesNotChangeOnceBuilt() {
    Figures.Builder builder = Figures.builder().seed(1);
    Figures figures = builder.build();
    builder.flag("more", true);

    assertThat(figures.toString()).isEqualTo("{\"seed\":1}");
  }
}
