package io.github.lfp4j.pruning.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.github.lfp4j.pruning.PruningException;
import io.github.lfp4j.pruning.TinyNetworks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever text is given as a configuration, a network comes of it or one sentence. */
class ConfigurationFuzzTest {
  static Stream<String> texts() {
    return Stream.of(
        TinyNetworks.dense().getLayerWiseConfigurations().toJson(),
        TinyNetworks.graph().getConfiguration().toJson(),
        "{\"confs\":[{\"layer\":{\"dense\":{\"nin\":3,\"nout\":4,\"activationFn\":{\"ReLU\":{}},"
            + "\"learningRate\":0.1,\"updater\":\"SGD\",\"weightInit\":\"XAVIER\"}}},"
            + "{\"layer\":{\"output\":{\"nin\":4,\"nout\":2,\"lossFn\":{\"MCXENT\":{}}}}}]}");
  }

  @MethodSource("texts")
  @FuzzTest(maxDuration = "10s")
  void everyTextIsUnderstoodOrRefused(@NotNull String text) throws IOException {
    Path file = Files.createTempFile("fuzz", ".json");
    try {
      Files.writeString(file, text);
      assertThat(ConfigurationFiles.create(file, ReadOptions.defaults()).layers()).isNotEmpty();
    } catch (PruningException e) {
      assertThat(e.getMessage().lines()).hasSize(1);
      assertThat(e.getMessage()).contains(file.toString()).doesNotContain("Exception:");
    } finally {
      Files.delete(file);
    }
  }
}
