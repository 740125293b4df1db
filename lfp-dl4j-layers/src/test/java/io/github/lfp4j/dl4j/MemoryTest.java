package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.cnn;
import static io.github.lfp4j.dl4j.Fixtures.floats;
import static io.github.lfp4j.dl4j.Fixtures.pictures;
import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;

/** Training does not leak memory outside the Java heap, which no garbage collector would report. */
class MemoryTest {

  private static final long MEBIBYTE = 1 << 20;

  @ParameterizedTest
  @EnumSource(
      value = WorkspaceMode.class,
      names = {"ENABLED", "NONE"})
  void trainingDoesNotGrow(WorkspaceMode mode) {
    MultiLayerNetwork network =
        Fixtures.lfp(cnn(floats().updater(new Adam(1e-4)).trainingWorkspaceMode(mode)));
    DataSet data = pictures(16, DataType.FLOAT);
    Fixtures.fit(network, data, 50);
    long tracked = settled();
    Fixtures.fit(network, data, 200);
    assertThat(settled() - tracked).as("bytes in native arrays").isLessThan(2 * MEBIBYTE);
  }

  /** Native memory that is still referenced, once the collector has had its chances. */
  private static long settled() {
    long smallest = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      smallest = Math.min(smallest, Pointer.totalBytes());
    }
    return smallest;
  }
}
