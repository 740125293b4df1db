package io.github.lfp4j.pruning.model;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.TinyNetworks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is in the entries of a proper zip, there is a verdict: its checksums, which random bytes
 * hardly ever have, are right here.
 */
class ModelEntriesFuzzTest {
  static Stream<Arguments> entries() {
    return Stream.of(
            TinyNetworks.dense(), TinyNetworks.convolution(CNN2DFormat.NCHW), TinyNetworks.graph())
        .map(Network::of)
        .map(
            network ->
                Arguments.of(
                    network.toJson().getBytes(StandardCharsets.UTF_8),
                    ModelZip.bytes(network.params()),
                    ModelZip.bytes(network.updaterState())));
  }

  @MethodSource("entries")
  @FuzzTest(maxDuration = "10s")
  void everyContentGetsAVerdict(
      byte @NotNull [] configuration, byte @NotNull [] parameters, byte @NotNull [] state)
      throws IOException {
    Fuzzing.assertVerdict(
        new ModelZip()
            .with(ModelEntries.CONFIGURATION, configuration)
            .with(ModelEntries.PARAMETERS, parameters)
            .with(ModelEntries.UPDATER_STATE, state)
            .bytes());
  }
}
