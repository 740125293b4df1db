package io.github.lfp4j.dl4j.model;

import io.github.lfp4j.dl4j.LfpException;
import java.util.Locale;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.SigmoidSchedule;

/** How a network learns, with settings that work without tuning. */
public enum LearningMethod {
  /** Layer-wise Feedback Propagation. */
  LFP(0.006),

  /** Gradient descent by the same layers (the gradient rule), for comparison. */
  GRADIENT(0.002);

  /** The rate starts at 0.993 and ends at 0.007 of what is asked for. */
  private static final double STEEPNESS = 10;

  private final double defaultLearningRate;

  LearningMethod(double defaultLearningRate) {
    this.defaultLearningRate = defaultLearningRate;
  }

  /** The name as people write it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The method of a name, {@code lfp} or {@code gradient}.
   *
   * @throws LfpException if there is none
   */
  public static LearningMethod byName(String name) {
    for (LearningMethod method : values()) {
      if (method.label().equals(name)) {
        return method;
      }
    }
    throw new LfpException("there is no method '" + name + "'; choose lfp or gradient");
  }

  /** The initial learning rate that is used unless told otherwise. */
  public double defaultLearningRate() {
    return defaultLearningRate;
  }

  /**
   * Settings that all layers inherit: Adam with a learning rate that falls to zero over the
   * training, He initialisation.
   *
   * <p>The rate follows {@code 1 / (1 + exp(10 (t / T - 1/2)))}, which is close to the half cosine
   * that is usual. (Deeplearning4j's {@code PolySchedule} would be the obvious choice, but it
   * rises: its formula has a plus sign where a minus belongs.)
   *
   * @param learningRate the initial learning rate, above 0
   * @param seed of the initialisation
   * @param steps the number of updates of the whole training, at least 1
   */
  public NeuralNetConfiguration.Builder settings(double learningRate, long seed, long steps) {
    int middle = (int) Math.min(Integer.MAX_VALUE, steps / 2);
    ISchedule falling =
        new SigmoidSchedule(ScheduleType.ITERATION, learningRate, -STEEPNESS / steps, middle);
    return new NeuralNetConfiguration.Builder()
        .seed(seed)
        .weightInit(WeightInit.RELU)
        .updater(new Adam(falling));
  }
}
