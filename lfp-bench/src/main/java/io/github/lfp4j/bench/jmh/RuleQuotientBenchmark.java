package io.github.lfp4j.bench.jmh;

import io.github.lfp4j.core.Stabilizer;
import io.github.lfp4j.core.rule.OutputReward;
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

/** The element-wise part of LFP: {@code q = R / stab(z)}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RuleQuotientBenchmark {

  /** Units of a batch of 128. */
  @Param({"1000", "9216"})
  private int units;

  private INDArray reward;
  private INDArray preActivation;

  /** Makes rewards and pre-activations. */
  @Setup
  public void prepare() {
    reward = Nd4j.randn(DataType.FLOAT, 128, units);
    preActivation = Nd4j.randn(DataType.FLOAT, 128, units);
  }

  /** One quotient. */
  @Benchmark
  public INDArray quotient() {
    return OutputReward.of(reward, preActivation, Stabilizer.DEFAULT).quotient();
  }
}
