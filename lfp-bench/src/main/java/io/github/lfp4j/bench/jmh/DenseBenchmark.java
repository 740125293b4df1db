package io.github.lfp4j.bench.jmh;

import io.github.lfp4j.core.map.DenseMap;
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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The dense map of 1000 to 1000 units, batch 128. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DenseBenchmark {

  private static final int BATCH = 128;
  private static final int UNITS = 1000;

  private INDArray x;
  private INDArray w;
  private INDArray z;
  private INDArray outW;

  /** Makes inputs, weights and results. */
  @Setup
  public void prepare() {
    x = Nd4j.rand(DataType.FLOAT, BATCH, UNITS);
    w = Nd4j.randn(DataType.FLOAT, UNITS, UNITS).dup('f');
    long[] shape = {BATCH, UNITS};
    z = Nd4j.create(DataType.FLOAT, shape, DenseMap.INSTANCE.ordering());
    outW = w.ulike();
  }

  /** The map itself. */
  @Benchmark
  public INDArray forward() {
    DenseMap.INSTANCE.forward(x, w, z);
    return z;
  }

  /** The transposed map. */
  @Benchmark
  public INDArray transposed() {
    DenseMap.INSTANCE.transposed(x, w, z);
    return z;
  }

  /** The derivative by the weights. */
  @Benchmark
  public INDArray weightGradient() {
    DenseMap.INSTANCE.weightGradient(x, x, outW);
    return outW;
  }
}
