package io.github.lfp4j.pruning.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.lfp4j.pruning.PruningException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScheduleTest {

  @Test
  void oneShotTakesOneStep() {
    assertThat(Schedule.ONE_SHOT.amounts(0.8, 5)).containsExactly(0.8);
  }

  @Test
  void linearTakesEqualSteps() {
    assertThat(Schedule.LINEAR.amounts(0.8, 4))
        .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-12 ? 0 : 1)
        .containsExactly(0.2, 0.4, 0.6, 0.8);
  }

  /** Zhu and Gupta, equation 1, with initial sparsity 0: s_f + (0 - s_f) (1 - t / n)^3. */
  @Test
  void cubicIsThatOfThePaper() {
    List<Double> amounts = Schedule.CUBIC.amounts(0.9, 3);

    assertThat(amounts.get(0)).isCloseTo(0.9 - 0.9 * 8 / 27, within(1e-12));
    assertThat(amounts.get(1)).isCloseTo(0.9 - 0.9 / 27, within(1e-12));
    assertThat(amounts.get(2)).isEqualTo(0.9);
  }

  @ParameterizedTest
  @EnumSource
  void risesToExactlyTheAmountAndIsFoundByName(Schedule schedule) {
    for (int steps = 1; steps < 12; steps++) {
      List<Double> amounts = schedule.amounts(0.7, steps);
      assertThat(amounts).isSorted().doesNotHaveDuplicates().last().isEqualTo(0.7);
      assertThat(amounts.get(0)).isPositive();
    }
    assertThat(Schedule.byName(schedule.label())).isSameAs(schedule);
  }

  @Test
  void refusesWhatCannotBe() {
    assertThatThrownBy(() -> Schedule.byName("exponential"))
        .isInstanceOf(PruningException.class)
        .hasMessage("there is no schedule 'exponential'; choose one-shot, linear or cubic");
    assertThatThrownBy(() -> Schedule.LINEAR.amounts(0.5, 0))
        .isInstanceOf(PruningException.class)
        .hasMessageContaining("at least 1 step");
    assertThatThrownBy(() -> Schedule.LINEAR.amounts(1, 3)).isInstanceOf(PruningException.class);
  }
}
