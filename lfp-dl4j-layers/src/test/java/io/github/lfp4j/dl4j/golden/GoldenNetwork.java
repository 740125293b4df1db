package io.github.lfp4j.dl4j.golden;

import io.github.lfp4j.dl4j.Lfp;
import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.relevance.RelevancePass;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The network of a case with the parameters that it starts with. */
interface GoldenNetwork {

  /** Why the network of a case has no counterpart; empty if it has. */
  static Optional<String> unsupported(GoldenCase golden) {
    return ResidualNetwork.isFor(golden)
        ? ResidualNetwork.unsupported(golden)
        : SequentialModules.unsupported(golden);
  }

  /**
   * The network with LFP layers, and nothing behind the last module.
   *
   * @param batch an input, which tells the shape of an example
   */
  static GoldenNetwork lfp(GoldenCase golden, RuleMap rules, INDArray batch) {
    return of(golden, Lfp.with(rules).withInputReward(), false, batch);
  }

  /** The network with LFP layers, and a summed softmax cross-entropy behind the last module. */
  static GoldenNetwork withCrossEntropy(GoldenCase golden, Lfp options, INDArray batch) {
    return of(golden, options, true, batch);
  }

  private static GoldenNetwork of(
      GoldenCase golden, Lfp options, boolean crossEntropy, INDArray batch) {
    InputType input = inputType(golden, batch);
    return ResidualNetwork.isFor(golden)
        ? GraphNetwork.of(golden, options, crossEntropy, input)
        : ChainNetwork.of(golden, options, crossEntropy, input);
  }

  /** Its parameters by the reference's names. */
  Parameters parameters();

  /** The same network of stock layers. */
  GoldenNetwork toStandard();

  /** A pass through it. */
  RewardPass pass();

  /**
   * A pass of relevance through it.
   *
   * @param folded whether batch normalisation is folded into the layers before it
   */
  RelevancePass relevancePass(RuleMap rules, boolean folded);

  /** Its output in evaluation mode. */
  INDArray output(INDArray x);

  /** Gradients from Deeplearning4j's own training pass, by the network's parameter names. */
  Map<String, INDArray> gradients(INDArray x, INDArray labels);

  /** Whether the inputs of a case are sequences [N, C, T]. */
  private static boolean overTime(GoldenCase golden) {
    return golden.modules().get(0).type().equals("Conv1d");
  }

  /** Images [N, C, H, W], sequences [N, C, T] or vectors [N, features]. */
  private static InputType inputType(GoldenCase golden, INDArray batch) {
    if (overTime(golden)) {
      return InputType.recurrent(batch.size(1), batch.size(2));
    }
    return batch.rank() == 4
        ? InputType.convolutional(batch.size(2), batch.size(3), batch.size(1))
        : InputType.feedForward(batch.size(batch.rank() - 1));
  }

  /**
   * Folds all leading axes of vectors into the batch, since dense layers take [N, features]; images
   * and sequences stay.
   */
  static INDArray fold(GoldenCase golden, INDArray x) {
    return x.rank() == 4 || overTime(golden) ? x : x.reshape('c', -1, x.size(x.rank() - 1));
  }

  /** Undoes {@link #fold} for what came of {@code x}. */
  static INDArray unfold(INDArray y, INDArray x) {
    if (x.rank() == 4 || x.rank() == y.rank()) {
      return y;
    }
    long[] shape = Arrays.copyOf(x.shape(), x.rank());
    shape[shape.length - 1] = y.size(1);
    return y.dup('c').reshape('c', shape);
  }
}
