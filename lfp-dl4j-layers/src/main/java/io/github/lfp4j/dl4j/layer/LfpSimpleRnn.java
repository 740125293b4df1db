package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.recurrent.Allocator;
import io.github.lfp4j.core.recurrent.CellInput;
import io.github.lfp4j.core.recurrent.CellParameters;
import io.github.lfp4j.core.recurrent.UnrolledCell;
import io.github.lfp4j.core.recurrent.UnrolledRnn;
import io.github.lfp4j.dl4j.conf.LfpSimpleRnnLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.params.SimpleRnnParamInitializer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The simple recurrent layer. */
public final class LfpSimpleRnn extends LfpRecurrentLayer<LfpSimpleRnnLayer> {

  private static final CellKeys[] CELL = {
    new CellKeys(
        SimpleRnnParamInitializer.WEIGHT_KEY,
        SimpleRnnParamInitializer.RECURRENT_WEIGHT_KEY,
        SimpleRnnParamInitializer.BIAS_KEY)
  };

  /** Called by the configuration. */
  public LfpSimpleRnn(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  CellKeys[] cells() {
    return CELL;
  }

  @Override
  UnrolledCell unroll(
      CellInput cellInput, CellParameters parameters, INDArray output, Allocator kept) {
    return UnrolledRnn.of(cellInput, parameters, layerConf().getActivationFn(), output, kept);
  }
}
