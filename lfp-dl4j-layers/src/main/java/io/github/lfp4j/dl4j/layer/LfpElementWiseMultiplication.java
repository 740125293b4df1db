package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.map.LinearMap;
import io.github.lfp4j.core.map.ScalingMap;
import java.util.Arrays;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One weight and one bias for each feature. Input and output [N, features]. */
public final class LfpElementWiseMultiplication
    extends LfpAffineLayer<ElementWiseMultiplicationLayer> {

  /** Called by the configuration. */
  public LfpElementWiseMultiplication(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  LinearMap map() {
    return ScalingMap.INSTANCE;
  }

  @Override
  void checkInput(INDArray x) {
    long features = layerConf().getNIn();
    if (x.rank() != 2 || x.size(1) != features) {
      throw new DL4JInvalidInputException(
          "An element-wise multiplication of "
              + features
              + " features expects an input of shape [N, "
              + features
              + "], but got "
              + Arrays.toString(x.shape())
              + "; is a preprocessor or the input type missing? "
              + layerId());
    }
  }
}
