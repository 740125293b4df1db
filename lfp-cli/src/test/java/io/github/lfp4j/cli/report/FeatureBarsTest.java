package io.github.lfp4j.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class FeatureBarsTest {

  private static Document parsed(FeatureBars.Example... examples) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(FeatureBars.svg(List.of(examples)))));
  }

  private static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }

  @Test
  void drawsBarsFromZeroTheLargestFirst() throws Exception {
    Document svg =
        parsed(
            new FeatureBars.Example(
                "an <example>",
                List.of("a", "b", "c"),
                List.of(1.0, 2.0, 3.0),
                List.of(0.5, -2.0, 0.0)));

    NodeList bars = svg.getElementsByTagName("rect");
    assertThat(bars.getLength()).isEqualTo(3);
    Element first = (Element) bars.item(0);
    Element second = (Element) bars.item(1);
    Element third = (Element) bars.item(2);
    assertThat(first.getAttribute("fill")).isEqualTo("#2166ac");
    assertThat(second.getAttribute("fill")).isEqualTo("#b2182b");
    assertThat(number(first, "width")).isEqualTo(4 * number(second, "width"));
    assertThat(number(third, "width")).isZero();
    assertThat(number(first, "x") + number(first, "width")).isEqualTo(number(second, "x"));
    assertThat(number(first, "y")).isLessThan(number(second, "y"));
    assertThat(svg.getElementsByTagName("text").item(0).getTextContent()).isEqualTo("an <example>");
    assertThat(svg.getElementsByTagName("text").item(1).getTextContent()).isEqualTo("b = 2.000");
  }

  @Test
  void showsTheThirtyLargestOfMany() throws Exception {
    List<String> names = IntStream.range(0, 40).mapToObj(i -> "a rather long name " + i).toList();
    List<Double> values = Collections.nCopies(40, 1.0);

    Document svg = parsed(new FeatureBars.Example("many", names, values, values));

    assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo(30);
    assertThat(svg.getDocumentElement().getTextContent()).contains("and 10 more");
  }

  @Test
  void drawsExamplesBelowEachOther() throws Exception {
    FeatureBars.Example example =
        new FeatureBars.Example("one", List.of("a"), List.of(1.0), List.of(1.0));

    Document one = parsed(example);
    Document two = parsed(example, example);

    assertThat(number(two.getDocumentElement(), "height"))
        .isEqualTo(2 * number(one.getDocumentElement(), "height"));
  }

  @Test
  void refusesListsThatDoNotFit() {
    assertThatThrownBy(() -> new FeatureBars.Example("x", List.of("a"), List.of(), List.of(1.0)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
