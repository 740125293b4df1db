package io.github.lfp4j.pruning.tuning;

import io.github.lfp4j.dl4j.network.Network;
import java.util.NoSuchElementException;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.dataset.AsyncDataSetIterator;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A training, step by step: it may stop after any step and go on in another process, to the same
 * bits.
 *
 * <p>What a step does follows from the network (parameters, updater state, counters), the batch,
 * and the random numbers that dropout and noise draw. Those are seeded anew for each step, from the
 * seed and the number of steps before, so that a step does not depend on what else was drawn.
 * Batches follow from the iterator, which {@link #skip} moves to where another run stood. Bits also
 * depend on the number of native threads, which has to be the same.
 *
 * <pre>{@code
 * try (TrainingRun run = new TrainingRun(network, data, seed)) {
 *   run.skip(epochs, steps);              // what is done already
 *   while (run.hasNext()) {
 *     run.step();
 *   }
 *   run.endEpoch();
 * }
 * }</pre>
 */
public final class TrainingRun implements AutoCloseable {

  private final Network network;
  private final DataSetIterator data;
  private final long seed;
  private AsyncDataSetIterator ahead;
  private long steps;
  private int epoch;
  private int stepInEpoch;

  /**
   * A run that has not begun.
   *
   * @param network is trained, and its listeners are told; with one input and one output
   * @param data batches of an epoch, from where it stands; reset for each further epoch
   * @param seed of what is random in a step
   */
  public TrainingRun(Network network, DataSetIterator data, long seed) {
    this.network = network;
    this.data = data;
    this.seed = seed;
  }

  /** Full epochs behind it. */
  public int epoch() {
    return epoch;
  }

  /** Steps done in the current epoch. */
  public int stepInEpoch() {
    return stepInEpoch;
  }

  /** Steps done in all epochs. */
  public long steps() {
    return steps;
  }

  /**
   * Moves to where another run with the same data stood, without training. To be called before
   * anything else.
   *
   * @param epochs full epochs behind it; the iterator is reset so many times
   * @param inEpoch steps done in the epoch after them
   * @param inAll steps done in all epochs
   * @throws IllegalArgumentException if an epoch has fewer batches than that
   */
  public void skip(int epochs, int inEpoch, long inAll) {
    for (int i = 0; i < epochs; i++) {
      // Iterators may take a reset for none unless a batch was read before.
      data.next();
      data.reset();
    }
    for (int i = 0; i < inEpoch; i++) {
      if (!data.hasNext()) {
        throw new IllegalArgumentException(
            "an epoch of this data has " + i + " batches, but " + inEpoch + " were done already");
      }
      data.next();
    }
    epoch = epochs;
    stepInEpoch = inEpoch;
    steps = inAll;
  }

  /** Whether the current epoch has more batches. */
  public boolean hasNext() {
    return ahead == null ? data.hasNext() : ahead.hasNext();
  }

  /**
   * Trains with the next batch of the epoch.
   *
   * @return how many examples it had
   * @throws NoSuchElementException if the epoch has no more
   */
  public int step() {
    DataSet batch = next();
    Nd4j.getRandom().setSeed(mixed(seed, steps));
    if (stepInEpoch == 0) {
      tellListeners(true);
    }
    if (network.model() instanceof MultiLayerNetwork layers) {
      layers.fit(batch);
    } else {
      network.as(ComputationGraph.class).fit(batch);
    }
    steps++;
    stepInEpoch++;
    return batch.numExamples();
  }

  private DataSet next() {
    if (ahead == null && data.asyncSupported()) {
      if (!data.hasNext()) {
        // It would begin another epoch.
        throw noMore();
      }
      ahead = new AsyncDataSetIterator(data, 2, true);
    }
    // An iterator that reads ahead has nothing before it was asked whether it has.
    if (!hasNext()) {
      throw noMore();
    }
    return ahead == null ? data.next() : ahead.next();
  }

  private static NoSuchElementException noMore() {
    return new NoSuchElementException("the epoch is over; end it before the next step");
  }

  /** Ends the epoch, all of its batches done or not, and makes the data ready for the next. */
  public void endEpoch() {
    tellListeners(false);
    close();
    if (network.model() instanceof MultiLayerNetwork layers) {
      layers.incrementEpochCount();
    } else {
      network.as(ComputationGraph.class).incrementEpochCount();
    }
    data.reset();
    epoch++;
    stepInEpoch = 0;
  }

  private void tellListeners(boolean begins) {
    var listeners =
        network.model() instanceof MultiLayerNetwork layers
            ? layers.getListeners()
            : network.as(ComputationGraph.class).getListeners();
    for (TrainingListener listener : listeners) {
      if (begins) {
        listener.onEpochStart(network.model());
      } else {
        listener.onEpochEnd(network.model());
      }
    }
  }

  /**
   * Numbers that look unrelated for neighbouring steps and seeds.
   *
   * <p>Source: the mixing function of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
   */
  private static long mixed(long seed, long step) {
    long z = seed + (step + 1) * 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** Ends reading ahead; the network stays as it is. */
  @Override
  public void close() {
    if (ahead != null) {
      ahead.shutdown();
      ahead = null;
    }
  }
}
