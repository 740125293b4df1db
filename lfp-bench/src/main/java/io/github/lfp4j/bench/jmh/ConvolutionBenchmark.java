package io.github.lfp4j.bench.jmh;

import io.github.lfp4j.core.map.Convolution2DMap;
import io.github.lfp4j.core.map.Window2D;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The two convolutions of LeNet, batch 128, 5 x 5: 1 to 16 channels and 16 to 16. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ConvolutionBenchmark {

  private static final int BATCH = 128;
  private static final int CHANNELS = 16;
  private static final int KERNEL = 5;

  /** Channels of the input. */
  @Param({"1", "16"})
  private int inputs;

  private final Convolution2DMap map =
      new Convolution2DMap(new Window2D(KERNEL, KERNEL, 1, 1, 0, 0, 1, 1, false, false));
  private INDArray x;
  private INDArray w;
  private INDArray z;
  private INDArray q;
  private INDArray outX;
  private INDArray outW;

  /** Makes images, weights and results. */
  @Setup
  public void prepare() {
    int size = inputs == 1 ? 28 : 12;
    x = Nd4j.rand(DataType.FLOAT, BATCH, inputs, size, size);
    w = Nd4j.randn(DataType.FLOAT, CHANNELS, inputs, KERNEL, KERNEL);
    z = Nd4j.create(DataType.FLOAT, map.outputShape(x.shape(), w));
    q = Nd4j.randn(DataType.FLOAT, z.shape());
    outX = x.ulike();
    outW = w.ulike();
  }

  /** The map itself. */
  @Benchmark
  public INDArray forward() {
    map.forward(x, w, z);
    return z;
  }

  /** The derivative by the weights alone, as in a first layer. */
  @Benchmark
  public INDArray weightGradient() {
    map.weightGradient(x, q, outW);
    return outW;
  }

  /** The derivatives by weights and input, as in all other layers. */
  @Benchmark
  public INDArray backward() {
    map.backward(x, w, q, outX, outW, null);
    return outX;
  }
}
