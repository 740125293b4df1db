package io.github.lfp4j.bench;

import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;

/** How parameters are updated while steps are timed; the same for all ways to learn. */
enum BenchUpdater {
  /** Plain steps, which cost the least and so hide nothing of what differs. */
  SGD {
    @Override
    IUpdater updater() {
      return new Sgd(RATE);
    }
  },
  /** Adam, whose state takes several more passes over the parameters. */
  ADAM {
    @Override
    IUpdater updater() {
      return new Adam(RATE);
    }
  };

  /** So small that no network leaves the range in which it began. */
  private static final double RATE = 1e-5;

  abstract IUpdater updater();
}
