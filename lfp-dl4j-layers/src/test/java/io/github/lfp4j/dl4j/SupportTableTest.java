package io.github.lfp4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.dl4j.convert.VertexRegistry;
import io.github.lfp4j.dl4j.convert.VertexSupport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The documentation says what the registries say, and every vertex is tested. */
class SupportTableTest {

  /** Set to true, the page is written instead of compared. */
  private static final String WRITE = "lfp.docs.write";

  private static final Path PAGE = Path.of("..", "docs", "layers.md");

  @Test
  void thePageIsUpToDate() throws IOException {
    String expected = SupportTable.markdown();
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(PAGE, expected);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(expected);
    assertThat(expected).doesNotContainIgnoringCase("planned").doesNotContain("|  |\n");
  }

  static Stream<VertexSupport> vertices() {
    return VertexRegistry.all().stream().filter(support -> !support.hasNoRule());
  }

  /**
   * The tests of graphs go through all samples: JSON, conversion, workspaces, the gradient rule.
   */
  @ParameterizedTest
  @MethodSource("vertices")
  void everyVertexIsInASampleAndHasAnOracle(VertexSupport support) {
    assertThat(VertexOracles.isIn(GraphFixtures.all(), support.stock())).isTrue();
    assertThat(VertexOracles.of(support.stock())).isNotEmpty();
  }
}
