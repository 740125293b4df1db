package io.github.lfp4j.dl4j;

import io.github.lfp4j.dl4j.convert.LayerRegistry;
import io.github.lfp4j.dl4j.convert.LayerSupport;
import io.github.lfp4j.dl4j.convert.VertexRegistry;
import io.github.lfp4j.dl4j.convert.VertexSupport;
import java.util.stream.Collectors;

/** The tables of {@code docs/layers.md}, from the registries and from what tests them. */
final class SupportTable {

  private static final String HEAD =
      """
      # Layers and vertices

      What each of Deeplearning4j's layers and vertices becomes under LFP, and how reward passes it. This
      page is made from the code by

          mvn -B test -pl lfp-core,lfp-dl4j-layers -am -Dtest=SupportTableTest -Dlfp.docs.write=true \\
            -Dsurefire.failIfNoSpecifiedTests=false

      and the tests fail where it is not what the code says. "Stays" means that the stock layer is exact as
      it is. "Theorem 1" means that the feedback of networks with it was compared with `|p|` times the
      gradient of Deeplearning4j's own layers, a twin is a computation in loops over single numbers. Every
      row, in addition, survives JSON and YAML, conversion there and back with the same outputs, training
      with and without workspaces, and under the gradient rule learns as the stock layer does.

      Preprocessors stay, whichever they are: they move units, and reward moves back with them. Only a
      permutation that is not its own inverse is refused, because DL4J undoes it by the same permutation.

      """;

  private SupportTable() {}

  static String markdown() {
    StringBuilder page = new StringBuilder(HEAD);
    page.append("## Layers\n\n| layer | becomes | reward | conditions | tested by |\n");
    page.append("|---|---|---|---|---|\n");
    LayerRegistry.all().stream()
        .filter(support -> !support.hasNoRule())
        .forEach(support -> page.append(row(support)));
    page.append("\n## Vertices\n\n| vertex | becomes | reward | tested by |\n|---|---|---|---|\n");
    VertexRegistry.all().stream()
        .filter(support -> !support.hasNoRule())
        .forEach(support -> page.append(row(support)));
    page.append("\n## Refused\n\nThese are refused with the reason.\n\n");
    page.append("| layer or vertex | reason |\n|---|---|\n");
    LayerRegistry.all().stream()
        .filter(LayerSupport::hasNoRule)
        .forEach(support -> page.append(refusal(support.stock(), support.note())));
    VertexRegistry.all().stream()
        .filter(VertexSupport::hasNoRule)
        .forEach(support -> page.append(refusal(support.stock(), support.note())));
    return page.append('\n').append("Any other class is refused by its name.\n").toString();
  }

  private static String row(LayerSupport<?> support) {
    String oracles =
        LayerSamples.all().stream()
            .filter(sample -> sample.kind().equals(support.stock()) && sample.oracle().isReal())
            .map(sample -> sample.oracle().text())
            .distinct()
            .collect(Collectors.joining(", "));
    return line(
        code(support.stock()),
        support.keepsStockLayer() ? "stays" : code(support.lfp()),
        support.note(),
        support.condition().text(),
        oracles);
  }

  private static String row(VertexSupport support) {
    return line(
        code(support.stock()),
        support.keepsStockVertex() ? "stays" : code(support.lfp()),
        support.note(),
        VertexOracles.of(support.stock()));
  }

  private static String refusal(Class<?> kind, String reason) {
    return line(code(kind), reason);
  }

  private static String code(Class<?> kind) {
    return "`" + kind.getSimpleName() + "`";
  }

  private static String line(String... cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }
}
