package io.github.lfp4j.cli.command;

import io.github.lfp4j.datasets.DataOptions;
import io.github.lfp4j.datasets.DataSource;
import io.github.lfp4j.datasets.DataSourceProvider;
import io.github.lfp4j.datasets.DataSources;
import io.github.lfp4j.datasets.DataSpec;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** {@code fragile}: 100 generated digits to train on, which fail after so many batches. */
public final class FragileProvider implements DataSourceProvider {

  /** How many batches of training data are left before it fails. */
  static final AtomicInteger LEFT = new AtomicInteger(Integer.MAX_VALUE);

  @Override
  public String kind() {
    return "fragile";
  }

  @Override
  public String usage() {
    return "fragile";
  }

  @Override
  public DataSource open(DataSpec spec, DataOptions options) {
    return new Fragile(DataSources.open("digits?train=100&test=50"));
  }

  private record Fragile(DataSource digits) implements DataSource {

    @Override
    public String name() {
      return "fragile";
    }

    @Override
    public long[] exampleShape() {
      return digits.exampleShape();
    }

    @Override
    public int classes() {
      return digits.classes();
    }

    @Override
    public List<String> labels() {
      return digits.labels();
    }

    @Override
    public int trainExamples() {
      return digits.trainExamples();
    }

    @Override
    public int testExamples() {
      return digits.testExamples();
    }

    @Override
    public DataSetIterator train(int batch, long seed) {
      DataSetIterator whole = digits.train(batch, seed);
      return (DataSetIterator)
          Proxy.newProxyInstance(
              DataSetIterator.class.getClassLoader(),
              new Class<?>[] {DataSetIterator.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("next") && LEFT.decrementAndGet() < 0) {
                  throw new IllegalStateException("the disk is gone");
                }
                return method.invoke(whole, arguments);
              });
    }

    @Override
    public DataSetIterator train(int batch, long seed, int limit) {
      return digits.train(batch, seed, limit);
    }

    @Override
    public DataSetIterator test(int batch) {
      return digits.test(batch);
    }

    @Override
    public DataSource holdOut(double fraction, long seed) {
      return digits.holdOut(fraction, seed);
    }
  }
}
