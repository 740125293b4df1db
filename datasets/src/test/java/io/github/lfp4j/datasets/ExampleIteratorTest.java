package io.github.lfp4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.AsyncDataSetIterator;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;

class ExampleIteratorTest {

  private static final int SIZE = 103;
  private static final List<String> LABELS = List.of("even", "odd");

  /** Images of 1 x 2 x 3 pixels; image i has the pixels i, i + 1, ... and the class i modulo 2. */
  private static InMemorySource source() {
    List<byte[]> pixels = new ArrayList<>();
    byte[] classes = new byte[SIZE];
    for (int i = 0; i < SIZE; i++) {
      byte[] image = new byte[6];
      for (int pixel = 0; pixel < image.length; pixel++) {
        image[pixel] = (byte) (2 * i + pixel);
      }
      pixels.add(image);
      classes[i] = (byte) (i % 2);
    }
    Examples examples = new ImageExamples(new long[] {1, 2, 3}, pixels, classes, 2);
    return new InMemorySource("numbers", LABELS, examples, examples);
  }

  private static List<Integer> epoch(DataSetIterator iterator) {
    List<Integer> numbers = new ArrayList<>();
    while (iterator.hasNext()) {
      DataSet batch = iterator.next();
      for (int i = 0; i < batch.numExamples(); i++) {
        numbers.add(Math.round(batch.getFeatures().getFloat(i, 0, 0, 0) * 255) / 2);
      }
    }
    return numbers;
  }

  @Test
  void scalesPixelsAndEncodesClasses() {
    DataSetIterator test = source().test(10);
    DataSet batch = test.next();
    assertThat(batch.getFeatures().shape()).containsExactly(10, 1, 2, 3);
    assertThat(batch.getFeatures().dataType()).isEqualTo(DataType.FLOAT);
    assertThat(batch.getFeatures().ordering()).isEqualTo('c');
    assertThat(batch.getLabels().shape()).containsExactly(10, 2);
    assertThat(batch.getLabels().dataType()).isEqualTo(DataType.FLOAT);
    for (int i = 0; i < 10; i++) {
      for (int pixel = 0; pixel < 6; pixel++) {
        assertThat(batch.getFeatures().getFloat(i, 0, pixel / 3, pixel % 3))
            .isEqualTo((2 * i + pixel) / 255f);
      }
      assertThat(batch.getLabels().getFloat(i, i % 2)).isEqualTo(1);
      assertThat(batch.getLabels().getFloat(i, 1 - i % 2)).isZero();
    }
    assertThat(test.inputColumns()).isEqualTo(6);
    assertThat(test.totalOutcomes()).isEqualTo(2);
    assertThat(test.getLabels()).isEqualTo(LABELS);
    assertThat(test.batch()).isEqualTo(10);
  }

  @Test
  void everyEpochHasEachExampleOnceInAnotherOrder() {
    DataSetIterator train = source().train(10, 7);
    List<Integer> first = epoch(train);
    train.reset();
    List<Integer> second = epoch(train);
    List<Integer> inOrder = epoch(source().test(10));
    assertThat(inOrder).hasSize(SIZE).isSorted().doesNotHaveDuplicates();
    assertThat(first).containsExactlyInAnyOrderElementsOf(inOrder).isNotEqualTo(inOrder);
    assertThat(second).containsExactlyInAnyOrderElementsOf(inOrder).isNotEqualTo(first);
  }

  @Test
  void equalSeedsGiveEqualEpochsAndOthersDoNot() {
    DataSetIterator one = source().train(10, 7);
    DataSetIterator same = source().train(10, 7);
    assertThat(epoch(one)).isEqualTo(epoch(same));
    one.reset();
    same.reset();
    assertThat(epoch(one)).isEqualTo(epoch(same));
    assertThat(epoch(source().train(10, 8))).isNotEqualTo(epoch(source().train(10, 7)));
  }

  @Test
  void shufflesReachEveryPlaceEquallyOften() {
    // Where example 0 lands over many seeds: uniform, so chi-squared of 102 degrees of freedom.
    int[] places = new int[SIZE];
    int seeds = 40 * SIZE;
    for (int seed = 0; seed < seeds; seed++) {
      int[] order = Order.shuffled(seed).of(SIZE, seed % 3);
      int place = 0;
      while (order[place] != 0) {
        place++;
      }
      places[place]++;
    }
    double chiSquared = 0;
    for (int count : places) {
      chiSquared += (count - 40.0) * (count - 40.0) / 40.0;
    }
    assertThat(chiSquared).isBetween(50.0, 170.0);
  }

  @Test
  void resetBeforeTheFirstBatchChangesNothing() {
    DataSetIterator fresh = source().train(10, 7);
    fresh.reset();
    fresh.reset();
    assertThat(epoch(fresh)).isEqualTo(epoch(source().train(10, 7)));
  }

  @Test
  void resetInTheMiddleBeginsTheNextEpoch() {
    DataSetIterator whole = source().train(10, 7);
    epoch(whole);
    whole.reset();
    DataSetIterator broken = source().train(10, 7);
    broken.next();
    broken.reset();
    assertThat(epoch(broken)).isEqualTo(epoch(whole));
  }

  @Test
  void readAheadByAnotherThreadItIsTheSame() {
    DataSetIterator plain = source().train(10, 7);
    AsyncDataSetIterator ahead = new AsyncDataSetIterator(source().train(10, 7), 2, true);
    for (int epoch = 0; epoch < 3; epoch++) {
      assertThat(epoch(ahead)).isEqualTo(epoch(plain));
      plain.reset();
      ahead.reset();
    }
    ahead.shutdown();
    assertThat(plain.asyncSupported()).isTrue();
    assertThat(plain.resetSupported()).isTrue();
  }

  @Test
  void appliesPreprocessor() {
    DataSetIterator test = source().test(10);
    assertThat(test.getPreProcessor()).isNull();
    test.setPreProcessor(new ImagePreProcessingScaler(0, 510, 1));
    assertThat(test.next().getFeatures().getFloat(1, 0, 0, 0)).isEqualTo(4f, within(1e-4f));
    assertThat(test.getPreProcessor()).isInstanceOf(ImagePreProcessingScaler.class);
  }

  private static org.assertj.core.data.Offset<Float> within(float offset) {
    return org.assertj.core.data.Offset.offset(offset);
  }

  @Test
  void refusesImpossibleBatchesAndEpochsThatAreOver() {
    assertThatThrownBy(() -> source().train(0, 1))
        .isInstanceOf(DataException.class)
        .hasMessage("A batch of 0 examples is impossible: give at least 1.");
    DataSetIterator test = source().test(1000);
    assertThat(test.next().numExamples()).isEqualTo(SIZE);
    assertThatThrownBy(test::next).isInstanceOf(NoSuchElementException.class);
    test.reset();
    assertThat(test.next(4).numExamples()).isEqualTo(4);
    assertThatThrownBy(() -> test.next(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
