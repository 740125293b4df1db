package io.github.lfp4j.pruning.accumulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningException;
import io.github.lfp4j.pruning.TinyNetworks;
import io.github.lfp4j.pruning.criterion.AccumulatingCriterion;
import io.github.lfp4j.pruning.criterion.ActivationCriterion;
import io.github.lfp4j.pruning.criterion.ClassRelevanceCriterion;
import io.github.lfp4j.pruning.criterion.FeedbackCriterion;
import io.github.lfp4j.pruning.criterion.Granularity;
import io.github.lfp4j.pruning.criterion.JointRelevanceCriterion;
import io.github.lfp4j.pruning.criterion.RelevanceCriterion;
import io.github.lfp4j.pruning.criterion.TaylorCriterion;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** What all accumulators share: they are interrupted, divided and merged. */
class AccumulatorTest {
  private static final RuleMap RULES = RuleMap.preset("epsilon");
  private static final int EXAMPLES = 11;

  /** Offsets of what stands at the beginning, see the format. */
  private static final int VERSION = 4;

  private static final int SUMS = 52;

  private final Network network = Network.of(TinyNetworks.dense());
  private final List<DataSet> batches =
      TinyNetworks.batches(
          TinyNetworks.numbers(3, EXAMPLES, TinyNetworks.INPUTS),
          TinyNetworks.labels(EXAMPLES),
          3,
          3,
          3,
          2);

  private final Accumulator reader = empty();

  static Stream<AccumulatingCriterion<?>> criteria() {
    return Stream.of(
        new RelevanceCriterion(RULES),
        new ClassRelevanceCriterion(RULES, 1),
        new JointRelevanceCriterion(RULES),
        new FeedbackCriterion(RULES),
        new TaylorCriterion(),
        new ActivationCriterion());
  }

  private static Stream<Granularity> granularities(AccumulatingCriterion<?> criterion) {
    return Arrays.stream(Granularity.values()).filter(criterion::scores);
  }

  private static byte[] stored(Accumulator sums) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      sums.write(out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void read(Accumulator sums, byte[] stored) {
    try {
      sums.read(new ByteArrayInputStream(stored));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(Accumulator to, int from, int end) {
    batches.subList(from, end).forEach(b -> to.add(b.getFeatures(), b.getLabels()));
  }

  /** Interrupted after every batch, and in another copy of the network each time. */
  @ParameterizedTest
  @MethodSource("criteria")
  void resumingEqualsOnePassBitForBit(AccumulatingCriterion<?> criterion) {
    granularities(criterion)
        .forEach(
            granularity -> {
              Accumulator whole = criterion.accumulator(network, granularity);
              add(whole, 0, batches.size());
              byte[] state = stored(criterion.accumulator(network, granularity));
              for (int i = 0; i < batches.size(); i++) {
                Accumulator next = criterion.accumulator(network.copy(), granularity);
                read(next, state);
                add(next, i, i + 1);
                state = stored(next);
              }

              assertThat(state).isEqualTo(stored(whole));
              Accumulator last = criterion.accumulator(network, granularity);
              read(last, state);
              assertThat(last.examples()).isEqualTo(EXAMPLES);
              assertThat(last.sums().sums()).isEqualTo(whole.sums().sums()).isNotEmpty();
            });
  }

  @ParameterizedTest
  @MethodSource("criteria")
  void mergingEqualsOnePass(AccumulatingCriterion<?> criterion) {
    granularities(criterion)
        .forEach(
            granularity -> {
              Accumulator whole = criterion.accumulator(network, granularity);
              add(whole, 0, batches.size());
              Accumulator first = criterion.accumulator(network, granularity);
              Accumulator second = criterion.accumulator(network.copy(), granularity);
              add(first, 0, 1);
              add(second, 1, batches.size());
              byte[] before = stored(second);

              first.merge(second);

              assertThat(first.examples()).isEqualTo(EXAMPLES);
              assertThat(first.sums().sums().keySet()).isEqualTo(whole.sums().sums().keySet());
              whole
                  .sums()
                  .sums()
                  .forEach(
                      (key, sum) -> {
                        double[] merged = numbers(first.sums().sums().get(key));
                        assertThat(merged).contains(numbers(sum), within(1e-12));
                      });
              add(first, 0, 1);
              assertThat(stored(second)).isEqualTo(before);
            });
  }

  private static double[] numbers(INDArray array) {
    return array.dup('c').data().asDouble();
  }

  @Test
  void keepsSinglePrecision() {
    MultiLayerNetwork single = TinyNetworks.dense().convertDataType(DataType.FLOAT);
    RelevanceCriterion criterion = new RelevanceCriterion(RULES);
    Accumulator sums = criterion.accumulator(Network.of(single), Granularity.WEIGHT);
    batches.forEach(b -> sums.add(b.getFeatures().castTo(DataType.FLOAT), b.getLabels()));
    Accumulator again = criterion.accumulator(Network.of(single), Granularity.WEIGHT);
    read(again, stored(sums));

    assertThat(again.sums().sums()).isEqualTo(sums.sums().sums());
    assertThat(again.sums().sums().values())
        .allMatch(sum -> sum.dataType() == DataType.FLOAT)
        .hasSize(3);
  }

  @Test
  void refusesWhatBelongsToAnotherNetworkOrWay() {
    Accumulator sums = new RelevanceCriterion(RULES).accumulator(network, Granularity.UNIT);
    add(sums, 0, 2);
    byte[] stored = stored(sums);
    Network changed = network.copy();
    changed.params().putScalar(0, changed.params().getDouble(0) + 1e-6);
    List<Accumulator> others =
        List.of(
            new RelevanceCriterion(RULES).accumulator(changed, Granularity.UNIT),
            new RelevanceCriterion(RULES)
                .accumulator(Network.of(TinyNetworks.normalised()), Granularity.UNIT),
            new RelevanceCriterion(RULES).accumulator(network, Granularity.WEIGHT),
            new RelevanceCriterion(RuleMap.preset("epsilon-plus"))
                .accumulator(network, Granularity.UNIT),
            new ClassRelevanceCriterion(RULES, 1).accumulator(network, Granularity.UNIT),
            new ClassRelevanceCriterion(RULES, 2).accumulator(network, Granularity.UNIT),
            new ActivationCriterion().accumulator(network, Granularity.UNIT));

    for (Accumulator other : others) {
      assertThatThrownBy(() -> read(other, stored))
          .isInstanceOf(PruningException.class)
          .hasMessageContaining("another network, or was accumulated in another way");
      assertThatThrownBy(() -> other.merge(sums))
          .isInstanceOf(PruningException.class)
          .hasMessageContaining("same network");
      assertThat(other.examples()).isZero();
      assertThat(other.sums().sums()).isEmpty();
    }
  }

  /** The network may change while somebody accumulates: the copy that is looked at does not. */
  @Test
  void doesNotFollowTheNetwork() {
    Accumulator sums = new RelevanceCriterion(RULES).accumulator(network, Granularity.UNIT);
    Accumulator before = new RelevanceCriterion(RULES).accumulator(network, Granularity.UNIT);
    byte[] empty = stored(before);
    network.params().muli(2);

    assertThat(stored(sums)).isEqualTo(empty);
  }

  @Test
  void everyTruncationIsRefusedInOneSentence() {
    byte[] stored = filled();
    for (int length = 0; length < stored.length; length++) {
      assertRefused(Arrays.copyOf(stored, length));
    }
    assertRefused(Arrays.copyOf(stored, stored.length + 1));
  }

  @Test
  void everyFlippedBitIsRefusedInOneSentence() {
    byte[] stored = filled();
    for (int bit = 0; bit < 8 * stored.length; bit++) {
      byte[] damaged = stored.clone();
      damaged[bit / 8] ^= (byte) (1 << (bit % 8));
      assertRefused(damaged);
    }
  }

  @Test
  void noiseIsRefusedInOneSentence() {
    Random random = new Random(1);
    byte[] stored = filled();
    for (int i = 0; i < 500; i++) {
      byte[] noise = new byte[random.nextInt(400)];
      random.nextBytes(noise);
      // Up to some place it looks right.
      int right = random.nextInt(noise.length + 1);
      System.arraycopy(stored, 0, noise, 0, Math.min(right, stored.length));
      assertRefused(noise);
    }
  }

  /** Sizes that would take all memory, with a checksum that is right. */
  @Test
  void hugeSizesAreRefusedBeforeMemoryIsTaken() {
    byte[] stored = filled();
    int nameLength = ByteBuffer.wrap(stored).getShort(SUMS + 4);
    int rank = SUMS + 4 + 2 + nameLength + 1;
    ByteBuffer manySums = ByteBuffer.wrap(stored.clone());
    manySums.putInt(SUMS - 4, Integer.MAX_VALUE);
    ByteBuffer longAxis = ByteBuffer.wrap(stored.clone());
    assertThat(longAxis.get(rank)).isEqualTo((byte) 1);
    longAxis.putLong(rank + 1, Long.MAX_VALUE / 2);

    assertRefused(withChecksum(manySums.array()));
    assertRefused(withChecksum(longAxis.array()));
    assertThat(withChecksum(stored)).isEqualTo(stored);
  }

  @Test
  void tellsFormatsOfOtherVersions() {
    byte[] stored = filled();
    stored[VERSION + 3] = 2;

    assertThatThrownBy(() -> read(empty(), stored))
        .isInstanceOf(PruningException.class)
        .hasMessageContaining("format 2 cannot be read");
  }

  private static byte[] withChecksum(byte[] stored) {
    CRC32 checksum = new CRC32();
    checksum.update(stored, 0, stored.length - Long.BYTES);
    byte[] result = stored.clone();
    ByteBuffer.wrap(result).putLong(result.length - Long.BYTES, checksum.getValue());
    return result;
  }

  private byte[] filled() {
    Accumulator sums = empty();
    add(sums, 0, batches.size());
    return stored(sums);
  }

  private Accumulator empty() {
    return new RelevanceCriterion(RULES).accumulator(network, Granularity.UNIT);
  }

  private void assertRefused(byte[] damaged) {
    assertThatThrownBy(() -> read(reader, damaged))
        .isInstanceOf(PruningException.class)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
    assertThat(reader.examples()).isZero();
  }
}
