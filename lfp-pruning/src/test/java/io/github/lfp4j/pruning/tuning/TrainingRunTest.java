package io.github.lfp4j.pruning.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lfp4j.dl4j.Lfp;
import io.github.lfp4j.dl4j.network.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

class TrainingRunTest {

  private static final int EPOCHS = 3;
  private static final long SEED = 8;

  private static DataSetIterator data() {
    return Learners.DIGITS.train(Learners.BATCH, SEED);
  }

  /** Trains up to a step (counted over all epochs), from where another run stood. */
  private static Network trained(Network network, int fromStep, int toStep) {
    try (TrainingRun run = new TrainingRun(network, data(), SEED)) {
      run.skip(fromStep / Learners.EPOCH, fromStep % Learners.EPOCH, fromStep);
      while (run.steps() < toStep) {
        run.step();
        if (!run.hasNext()) {
          run.endEpoch();
        }
      }
      assertThat(run.epoch()).isEqualTo(toStep / Learners.EPOCH);
      assertThat(run.stepInEpoch()).isEqualTo(toStep % Learners.EPOCH);
    }
    return network;
  }

  static Stream<Arguments> networks() {
    Adam falling = new Adam(new ExponentialSchedule(ScheduleType.ITERATION, 0.01, 0.95));
    Nesterovs byEpoch = new Nesterovs(new ExponentialSchedule(ScheduleType.EPOCH, 0.05, 0.5), 0.9);
    return Stream.of(
        Arguments.of("layers by LFP", Learners.layers(falling, 0.7).configure(Lfp.defaults())),
        Arguments.of("layers by gradient", Learners.layers(byEpoch, 0.7).configure(Lfp.gradient())),
        Arguments.of("stock graph", Learners.graph(falling, 0.7)),
        Arguments.of("graph by LFP", Learners.graph(byEpoch, 0.7).configure(Lfp.defaults())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void goesOnAnywhereToTheSameBits(String name, Network start) {
    int all = EPOCHS * Learners.EPOCH;
    Network whole = trained(start.copy(), 0, all);
    for (int stop : new int[] {1, Learners.EPOCH, Learners.EPOCH + 4, 2 * Learners.EPOCH}) {
      Network first = trained(start.copy(), 0, stop);
      Nd4j.rand(5); // whatever was drawn in between
      Network rest = trained(first.copy(), stop, all);

      assertThat(rest.params().data().asFloat()).isEqualTo(whole.params().data().asFloat());
      assertThat(rest.updaterState().data().asFloat())
          .isEqualTo(whole.updaterState().data().asFloat());
      assertThat(Counters.of(rest)).isEqualTo(Counters.of(whole)).isEqualTo(new Counters(all, 3));
    }
    assertThat(whole.params()).isNotEqualTo(start.params());
  }

  /** What is random in training is used, and follows from the seed. */
  @Test
  void dropsWhatTheSeedSays() {
    Network start = Learners.layers(new Adam(0.01), 0.7);
    Network one = start.copy();
    Network other = start.copy();
    try (TrainingRun first = new TrainingRun(one, data(), SEED);
        TrainingRun second = new TrainingRun(other, data(), SEED + 1)) {
      first.step();
      second.step();
    }
    assertThat(one.params()).isNotEqualTo(other.params());
  }

  /** Without dropout it does what Deeplearning4j's own loop does. */
  @ParameterizedTest
  @MethodSource("without")
  void trainsAsFitDoes(Network start) {
    Network own = start.copy();
    DataSetIterator data = data();
    own.fit(data);
    own.fit(data);

    Network stepwise = trained(start.copy(), 0, 2 * Learners.EPOCH);

    assertThat(stepwise.params()).isEqualTo(own.params());
    assertThat(Counters.of(stepwise)).isEqualTo(Counters.of(own));
  }

  static Stream<Network> without() {
    return Stream.of(
        Learners.layers(new Adam(0.01), 1),
        Learners.graph(new Adam(0.01), 1).configure(Lfp.defaults()));
  }

  @Test
  void tellsListenersOfEpochs() {
    Network network = Learners.graph(new Adam(0.01), 1);
    List<String> heard = new ArrayList<>();
    network.addListener(
        new BaseTrainingListener() {
          @Override
          public void onEpochStart(Model model) {
            heard.add("start");
          }

          @Override
          public void onEpochEnd(Model model) {
            heard.add("end");
          }
        });

    trained(network, 0, Learners.EPOCH);
    trained(network, Learners.EPOCH, Learners.EPOCH + 2);

    assertThat(heard).containsExactly("start", "end", "start");
  }

  @Test
  void refusesStepsBeyondTheEpoch() {
    try (TrainingRun run = new TrainingRun(Learners.graph(new Adam(0.01), 1), data(), SEED)) {
      run.skip(0, Learners.EPOCH - 1, Learners.EPOCH - 1);
      assertThat(run.step()).isEqualTo(170 % Learners.BATCH);
      assertThat(run.hasNext()).isFalse();
      assertThatThrownBy(run::step).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  void refusesToSkipWhatIsNotThere() {
    try (TrainingRun run = new TrainingRun(Learners.graph(new Adam(0.01), 1), data(), SEED)) {
      assertThatThrownBy(() -> run.skip(1, 7, 13))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("an epoch of this data has 6 batches, but 7 were done already");
    }
  }
}
