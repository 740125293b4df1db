package io.github.lfp4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.DataSet;

class SubsetsTest {

  @Property
  void selectionIsAsBalancedAsPossibleAndTakesTheFirst(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(max = 4) Integer> drawn,
      @ForAll @IntRange(min = 1, max = 70) int size) {
    int[] classes = drawn.stream().mapToInt(Integer::intValue).toArray();
    int[] positions = Subsets.balanced(classes, 5, size);
    assertThat(positions)
        .hasSize(Math.min(size, classes.length))
        .isSorted()
        .doesNotHaveDuplicates();
    int[] taken = new int[5];
    int[] available = new int[5];
    for (int one : classes) {
      available[one]++;
    }
    for (int position : positions) {
      taken[classes[position]]++;
    }
    for (int one = 0; one < 5; one++) {
      for (int other = 0; other < 5; other++) {
        assertThat(taken[one] <= taken[other] + 1 || taken[other] == available[other]).isTrue();
      }
      int[] ofOne = positionsOf(classes, one);
      int upTo = taken[one];
      assertThat(Arrays.stream(positions).filter(p -> contains(ofOne, p)).toArray())
          .isEqualTo(Arrays.copyOf(ofOne, upTo));
    }
  }

  private static int[] positionsOf(int[] classes, int one) {
    return IntStream.range(0, classes.length).filter(i -> classes[i] == one).toArray();
  }

  private static boolean contains(int[] numbers, int number) {
    return Arrays.stream(numbers).anyMatch(one -> one == number);
  }

  @Test
  void limitedTrainingPartIsBalancedRepeatableAndFromTheShuffle() {
    DataSource digits = DataSources.open("digits?train=700&test=10");
    DataSet hundred = Fixtures.all(digits.train(32, 5, 100));
    assertThat(hundred.getLabels().sum(0).toFloatVector()).containsOnly(10);
    assertThat(hundred.getFeatures().shape()).containsExactly(100, 1, 28, 28);
    assertThat(Fixtures.all(digits.train(7, 5, 100)).getFeatures())
        .isEqualTo(hundred.getFeatures());
    assertThat(Fixtures.all(digits.train(7, 6, 100)).getFeatures())
        .isNotEqualTo(hundred.getFeatures());
    DataSet shuffle = Fixtures.all(digits.train(100, 5));
    assertThat(hundred.getFeatures().slice(0)).isEqualTo(shuffle.getFeatures().slice(0));
    assertThat(hundred.getLabels().slice(0)).isEqualTo(shuffle.getLabels().slice(0));
    assertThat(digits.train(32, 5, 100_000).next(100_000).numExamples()).isEqualTo(700);
  }

  @Test
  void takesTheSameNumberOfEachClass() {
    DataSource digits = DataSources.open("digits?train=300&test=10");
    DataSet some = Fixtures.all(Subsets.perClass(digits, 16, 1, 7));
    assertThat(some.getLabels().sum(0).toFloatVector()).containsOnly(7);
    assertThat(Fixtures.all(Subsets.perClass(digits, 16, 1, 1000)).numExamples()).isEqualTo(300);
  }

  @Test
  void refusesImpossibleSelections() {
    DataSource digits = DataSources.open("digits?train=10&test=10");
    assertThatThrownBy(() -> digits.train(1, 1, 0))
        .isInstanceOf(DataException.class)
        .hasMessage("A selection of 0 examples is impossible: ask for at least 1.");
  }
}
