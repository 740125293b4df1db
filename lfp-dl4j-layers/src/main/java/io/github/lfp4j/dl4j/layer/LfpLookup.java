package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.map.LinearMap;
import io.github.lfp4j.core.map.LookupMap;
import io.github.lfp4j.core.rule.AffineForward;
import io.github.lfp4j.core.rule.OutputReward;
import java.util.Arrays;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A table of vectors, of which the input names entries: the product of one-hot vectors with a
 * matrix. Feedback comes to the rows that are named.
 *
 * <p>What arrives at the entry of a one-hot vector that is 1 is all the reward of its token. It is
 * written where the input names the token; in training, where nothing comes before the layer, zeros
 * are.
 */
abstract class LfpLookup<C extends FeedForwardLayer> extends LfpAffineLayer<C> {

  private transient LookupMap map;

  LfpLookup(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  /** The shape of the tokens, with one channel. */
  abstract long[] tokens(INDArray indices);

  /** Whether outputs are [N, T, C]. */
  abstract boolean channelsLast();

  @Override
  LinearMap map() {
    return map;
  }

  @Override
  AffineForward evaluate(INDArray x, boolean training, LayerWorkspaceMgr workspaceMgr) {
    map = new LookupMap(indices(), channelsLast());
    INDArray ones =
        workspaceMgr.createUninitialized(ArrayType.ACTIVATIONS, dataType, tokens(x), 'c').assign(1);
    INDArray w = getParamWithNoise(DefaultParamInitializer.WEIGHT_KEY, training, workspaceMgr);
    return evaluate(map, ones, w, bias(training, workspaceMgr), workspaceMgr);
  }

  /** The input as whole numbers, in C order. */
  private int[] indices() {
    int[] indices = input.dup('c').data().asInt();
    long entries = layerConf().getNIn();
    for (int i = 0; i < indices.length; i++) {
      if (indices[i] < 0 || indices[i] >= entries) {
        throw new DL4JInvalidInputException(
            "An embedding of nIn="
                + entries
                + " entries expects indices from 0 to "
                + (entries - 1)
                + ", but token "
                + i
                + " of the batch is "
                + indices[i]
                + "; is nIn too small for the vocabulary? "
                + layerId());
      }
    }
    return indices;
  }

  DL4JInvalidInputException wrongShape(String expected, INDArray x) {
    return new DL4JInvalidInputException(
        "An embedding expects indices of shape "
            + expected
            + ", but got "
            + Arrays.toString(x.shape())
            + "; pass one index for each token. "
            + layerId());
  }

  @Override
  Pair<Gradient, INDArray> goBack(
      OutputReward reward, boolean wanted, INDArray scratch, LayerWorkspaceMgr workspaceMgr) {
    Pair<Gradient, INDArray> result = super.goBack(reward, wanted, scratch, workspaceMgr);
    INDArray atTokens = inShapeOfInput(result.getSecond());
    return new Pair<>(
        result.getFirst(),
        wanted ? PerUnit.divide(atTokens, input.castTo(atTokens.dataType())) : atTokens);
  }

  @Override
  public INDArray propagate(OutputReward reward, LayerWorkspaceMgr workspaceMgr) {
    return inShapeOfInput(super.propagate(reward, workspaceMgr));
  }

  /** R of each token: the input is named, not multiplied. */
  @Override
  public boolean handsDownTotal() {
    return true;
  }

  private INDArray inShapeOfInput(INDArray tokens) {
    return tokens.reshape('c', input.shape());
  }

  @Override
  protected void applyDropOutIfNecessary(boolean training, LayerWorkspaceMgr workspaceMgr) {
    // As in DL4J: indices are not dropped, whatever the network's settings say.
  }

  @Override
  public void clear() {
    super.clear();
    map = null;
  }
}
