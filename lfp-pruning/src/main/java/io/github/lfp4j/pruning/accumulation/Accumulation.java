package io.github.lfp4j.pruning.accumulation;

import io.github.lfp4j.pruning.PruningException;
import java.util.Collections;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Sums over examples, by layer and name, and how many examples there were. Its size does not grow
 * with their number.
 */
public final class Accumulation {

  /**
   * What a sum is of.
   *
   * @param layer index of the layer
   * @param name of the quantity, such as {@code units absolute}
   */
  public record Key(int layer, String name) implements Comparable<Key> {

    private static final Comparator<Key> ORDER =
        Comparator.comparingInt(Key::layer).thenComparing(Key::name);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  private final SortedMap<Key, INDArray> sums = new TreeMap<>();
  private long examples;

  /** Nothing yet. */
  public Accumulation() {}

  /**
   * Adds to a sum.
   *
   * @param term of floating-point numbers, always of the same shape and type for a key; a first one
   *     is kept as it is, outside of any workspace, and must not be changed afterwards
   */
  public void add(int layer, String name, INDArray term) {
    Key key = new Key(layer, name);
    INDArray sum = sums.get(key);
    if (sum == null) {
      sums.put(key, outside(term));
    } else {
      sum.addi(term);
    }
  }

  private static INDArray outside(INDArray term) {
    try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      return term.isView() ? term.dup() : term.detach();
    }
  }

  /** Counts examples whose terms have been added. */
  public void count(long more) {
    examples += more;
  }

  /**
   * Adds all that another one holds, which stays as it is.
   *
   * @throws PruningException if a sum has another shape or type there
   */
  public void merge(Accumulation other) {
    other.sums.forEach(
        (key, term) -> {
          INDArray sum = sums.get(key);
          if (sum != null && !(sum.equalShapes(term) && sum.dataType() == term.dataType())) {
            throw new PruningException(
                "what was accumulated for layer "
                    + key.layer()
                    + " has another shape or type; merge only what was accumulated with the same"
                    + " network");
          }
        });
    other.sums.forEach(
        (key, term) -> {
          INDArray sum = sums.get(key);
          if (sum == null) {
            sums.put(key, outside(term).dup());
          } else {
            sum.addi(term);
          }
        });
    examples += other.examples;
  }

  /** The number of examples so far. */
  public long examples() {
    return examples;
  }

  /** All sums; the arrays must not be changed. */
  public SortedMap<Key, INDArray> sums() {
    return Collections.unmodifiableSortedMap(sums);
  }

  /** The sums of one name, by layer index; the arrays must not be changed. */
  public SortedMap<Integer, INDArray> sums(String name) {
    SortedMap<Integer, INDArray> result = new TreeMap<>();
    sums.forEach(
        (key, sum) -> {
          if (key.name().equals(name)) {
            result.put(key.layer(), sum);
          }
        });
    return Collections.unmodifiableSortedMap(result);
  }
}
