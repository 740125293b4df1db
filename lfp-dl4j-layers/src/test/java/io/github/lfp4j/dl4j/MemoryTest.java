package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.cnn;
import static io.github.lfp4j.dl4j.Fixtures.floats;
import static io.github.lfp4j.dl4j.Fixtures.pictures;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.dl4j.listener.SparsityListener;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.deallocation.DeallocatorService;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * Training does not keep native memory: the number of native buffers that ND4J would have to free
 * stays the same.
 */
class MemoryTest {

  private static final int STEPS = 200;
  private static final int MANY_STEPS = 2000;

  @ParameterizedTest
  @EnumSource(
      value = WorkspaceMode.class,
      names = {"ENABLED", "NONE"})
  void trainingDoesNotGrow(WorkspaceMode mode) throws Exception {
    MultiLayerNetwork network =
        Fixtures.lfp(cnn(floats().updater(new Adam(1e-4)).trainingWorkspaceMode(mode)));
    DataSet data = pictures(8, DataType.FLOAT);
    Fixtures.fit(network, data, 20);
    int before = buffers(0);
    Fixtures.fit(network, data, STEPS);
    int limit = before + STEPS / 4; // less than one for every fourth step
    assertThat(buffers(limit)).isLessThan(limit);
    network.clear();
  }

  @Test
  void reportsOfSparsityKeepNothing() throws Exception {
    MultiLayerNetwork network = Fixtures.lfp(cnn(floats().updater(new Adam(1e-4))));
    network.setListeners(new SparsityListener(1, report -> {}));
    DataSet data = pictures(8, DataType.FLOAT);
    Fixtures.fit(network, data, 20);
    int before = buffers(0);
    Fixtures.fit(network, data, STEPS);
    int limit = before + STEPS / 4;
    assertThat(buffers(limit)).isLessThan(limit);
  }

  @Test
  void manyStepsOfAConvolutionalNetworkLeaveNothingBehind() throws Exception {
    MultiLayerNetwork network =
        Fixtures.lfp(
            Fixtures.configuration(
                floats().updater(new Sgd(1e-3)),
                InputType.convolutional(8, 8, 1),
                Fixtures.convolution(4).activation(Activation.RELU).build(),
                Fixtures.pool(SubsamplingLayer.PoolingType.MAX),
                Fixtures.convolution(6).stride(2, 2).activation(Activation.RELU).build(),
                Fixtures.output()));
    DataSet data =
        new DataSet(
            Fixtures.normal(DataType.FLOAT, 1, 3, 1, 8, 8),
            Fixtures.blobs(3, DataType.FLOAT).getLabels());
    Fixtures.fit(network, data, 50);
    // What leaks leaks in every round; a single one may meet what the virtual machine does beside
    // it.
    int buffersKept = Integer.MAX_VALUE;
    long bytesKept = Long.MAX_VALUE;
    long heapKept = Long.MAX_VALUE;
    for (int round = 0; round < 3; round++) {
      int buffersBefore = buffers(0);
      long bytesBefore = Pointer.totalBytes();
      long heapBefore = heap();
      Fixtures.fit(network, data, MANY_STEPS / 3);
      buffersKept = Math.min(buffersKept, buffers(0) - buffersBefore);
      bytesKept = Math.min(bytesKept, Pointer.totalBytes() - bytesBefore);
      heapKept = Math.min(heapKept, heap() - heapBefore);
    }
    assertThat(buffersKept).isLessThan(MANY_STEPS / 60);
    // A step that kept 500 bytes, one small array, would be over these limits.
    assertThat(bytesKept).isLessThan(MANY_STEPS / 3 * 500L);
    assertThat(heapKept).isLessThan(MANY_STEPS / 3 * 500L);
    assertThat(network.params().sumNumber().doubleValue()).isFinite();
  }

  /** Bytes of the heap in use once garbage is collected. */
  private static long heap() {
    System.gc();
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** A smoke check: the quickest steps, and twice the room that linear growth would take. */
  @Test
  void costGrowsAboutLinearlyWithTheBatch() {
    double small = millisOfAStep(32);
    double large = millisOfAStep(256);
    assertThat(large).isLessThan(16 * small);
  }

  private static double millisOfAStep(int batch) {
    MultiLayerNetwork network =
        Fixtures.lfp(
            Fixtures.configuration(
                floats(),
                InputType.convolutional(20, 20, 1),
                Fixtures.convolution(8).activation(Activation.RELU).build(),
                Fixtures.convolution(8).activation(Activation.RELU).build(),
                Fixtures.output()));
    DataSet data =
        new DataSet(
            Fixtures.normal(DataType.FLOAT, 1, batch, 1, 20, 20),
            Fixtures.blobs(batch, DataType.FLOAT).getLabels());
    Fixtures.fit(network, data, 5);
    double[] millis = new double[15];
    for (int i = 0; i < millis.length; i++) {
      long start = System.nanoTime();
      network.fit(data);
      millis[i] = (System.nanoTime() - start) / 1e6;
    }
    Arrays.sort(millis);
    return millis[0];
  }

  @Test
  void whatIsKeptIsCounted() throws Exception {
    int before = buffers(0);
    List<INDArray> kept = new ArrayList<>();
    for (int i = 0; i < STEPS; i++) {
      kept.add(Nd4j.ones(DataType.FLOAT, 16));
    }
    assertThat(buffers(0)).isGreaterThan(before + STEPS / 2);
    assertThat(kept).hasSize(STEPS);
  }

  /** Native buffers in use, when the collector has had its chances or they are few enough. */
  private static int buffers(int fewEnough) throws Exception {
    int smallest = Integer.MAX_VALUE;
    // What other tests left behind takes a while: as long as there are fewer each time, go on.
    for (int unchanged = 0; unchanged < 5 && smallest >= fewEnough; unchanged++) {
      System.gc();
      Thread.sleep(60); // ND4J frees on threads of its own
      int now = references().size();
      if (now < smallest) {
        smallest = now;
        unchanged = -1;
      }
    }
    return smallest;
  }

  /** ND4J's list of what it has to free, which it shows to nobody. */
  private static Map<?, ?> references() throws ReflectiveOperationException {
    Field field = DeallocatorService.class.getDeclaredField("referenceMap");
    field.setAccessible(true);
    return (Map<?, ?>) field.get(Nd4j.getDeallocatorService());
  }
}
