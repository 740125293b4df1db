package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.recurrent.CellParameters;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The names of the parameters of one recurrent cell. */
record CellKeys(String w, String rw, String b) {

  CellParameters from(Map<String, INDArray> arrays) {
    return new CellParameters(arrays.get(w), arrays.get(rw), arrays.get(b));
  }
}
