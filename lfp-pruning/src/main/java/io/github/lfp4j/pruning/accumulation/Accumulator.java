package io.github.lfp4j.pruning.accumulation;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.function.LongConsumer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Streams labelled examples through a network and sums what a criterion wants to know. Memory does
 * not grow with the number of examples.
 *
 * <p>Work can be divided: accumulators of the same network merge, and what one has summed can be
 * stored and taken up again by another, in another process too. With the same batches in the same
 * order the sums are the same bit for bit, wherever the work was interrupted. Not safe for use by
 * several threads at a time.
 */
public abstract class Accumulator {

  /** More sums of a layer than any accumulator has. */
  private static final int MOST_SUMS = 16;

  private final Network network;
  private final String purpose;
  private final long mostNumbers;
  private final Accumulation sums = new Accumulation();
  private byte[] fingerprint;

  /**
   * @param network a copy of the network that nobody changes any more
   * @param purpose what is accumulated, with all settings that matter for it
   */
  protected Accumulator(Network network, String purpose) {
    this(network, purpose, network.params().length());
  }

  /**
   * @param network likewise
   * @param purpose likewise
   * @param mostNumbers how many numbers a sum has at most; one that is read and has more is refused
   */
  protected Accumulator(Network network, String purpose, long mostNumbers) {
    this.network = network;
    this.purpose = purpose;
    this.mostNumbers = mostNumbers;
  }

  /**
   * Adds a batch to the sums.
   *
   * @param features as the network expects them
   * @param labels as many as there are examples
   * @param to where to add
   */
  protected abstract void sum(INDArray features, INDArray labels, Accumulation to);

  /**
   * Adds a batch.
   *
   * @throws PruningException unless there is a label for each example
   */
  public final void add(INDArray features, INDArray labels) {
    if (labels == null || labels.size(0) != features.size(0)) {
      throw new PruningException(
          "reference data needs a label for each example, but there are "
              + features.size(0)
              + " examples and "
              + (labels == null ? 0 : labels.size(0))
              + " labels");
    }
    sum(features, labels, sums);
    sums.count(features.size(0));
  }

  /**
   * Adds all batches of an iterator, from where it stands.
   *
   * @param progress is told the number of examples after each batch; may be null
   */
  public final void addAll(DataSetIterator data, LongConsumer progress) {
    while (data.hasNext()) {
      DataSet batch = data.next();
      add(batch.getFeatures(), batch.getLabels());
      if (progress != null) {
        progress.accept(examples());
      }
    }
  }

  /**
   * Adds what another accumulator has seen, which stays as it is.
   *
   * @throws PruningException if it is one of another network, or of something else
   */
  public final void merge(Accumulator other) {
    if (!Arrays.equals(fingerprint(), other.fingerprint())) {
      throw new PruningException(
          "only what was accumulated with the same network, criterion and rules can be merged");
    }
    sums.merge(other.sums);
  }

  /**
   * Stores the sums, so that {@link #read} can take them up. The stream stays open.
   *
   * @throws IOException if the stream fails
   */
  public final void write(OutputStream out) throws IOException {
    AccumulationFormat.write(sums, fingerprint(), out);
  }

  /**
   * Adds what an accumulator of the same network has stored; it is read to the end of the stream.
   *
   * @throws PruningException if it is damaged, or belongs to another network or another way of
   *     accumulating; nothing is added then
   * @throws IOException if the stream fails
   */
  public final void read(InputStream in) throws IOException {
    AccumulationFormat.Limits limits =
        new AccumulationFormat.Limits(network.layers().size(), MOST_SUMS, mostNumbers);
    sums.merge(AccumulationFormat.read(in, fingerprint(), limits));
  }

  /** Of network and purpose, made when it is first needed: ranking alone needs none. */
  private byte[] fingerprint() {
    if (fingerprint == null) {
      fingerprint = Fingerprint.of(network, purpose);
    }
    return fingerprint;
  }

  /** The sums so far. */
  public final Accumulation sums() {
    return sums;
  }

  /** The number of examples so far. */
  public final long examples() {
    return sums.examples();
  }
}
