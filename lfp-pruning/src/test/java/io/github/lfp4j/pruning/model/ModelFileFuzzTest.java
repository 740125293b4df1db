package io.github.lfp4j.pruning.model;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.TinyNetworks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes are in a file, there is a verdict. */
class ModelFileFuzzTest {
  static Stream<byte[]> files() {
    return Stream.of(
            TinyNetworks.dense(), TinyNetworks.convolution(CNN2DFormat.NCHW), TinyNetworks.graph())
        .map(Network::of)
        .map(ModelFileFuzzTest::written);
  }

  private static byte[] written(Network network) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ModelFiles.write(network, out);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return out.toByteArray();
  }

  @MethodSource("files")
  @FuzzTest(maxDuration = "10s")
  void everyFileGetsAVerdict(byte @NotNull [] bytes) throws IOException {
    Fuzzing.assertVerdict(bytes);
  }
}
