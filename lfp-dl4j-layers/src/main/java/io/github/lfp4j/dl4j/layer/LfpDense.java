package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.map.DenseMap;
import io.github.lfp4j.core.map.LinearMap;
import io.github.lfp4j.dl4j.conf.LfpDenseLayer;
import java.util.Arrays;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The dense layer. Input [N, in], output [N, out]. */
public final class LfpDense extends LfpAffineLayer<LfpDenseLayer> {

  /** Called by the configuration. */
  public LfpDense(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  LinearMap map() {
    return DenseMap.INSTANCE;
  }

  @Override
  void checkInput(INDArray x) {
    check(x, layerConf().getNIn(), layerId());
  }

  static void check(INDArray x, long features, String layerId) {
    if (x.rank() != 2 || x.size(1) != features) {
      throw new DL4JInvalidInputException(
          "A dense layer with nIn="
              + features
              + " expects an input of shape [N, "
              + features
              + "], but got "
              + Arrays.toString(x.shape())
              + "; is a preprocessor or the input type missing? "
              + layerId);
    }
  }

  @Override
  public boolean hasBias() {
    return layerConf().hasBias();
  }
}
