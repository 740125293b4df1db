package io.github.lfp4j.dl4j.conf;

import io.github.lfp4j.core.map.LinearMap;
import org.nd4j.linalg.activations.IActivation;

/** The configuration of a locally connected layer, over time or images. */
public interface LocallyConnectedConf extends WeightedConf {

  /** The layer's map, which depends on the size of its input. */
  LinearMap map();

  /** The shape of an input; its first number, the number of examples, means nothing. */
  long[] inputShape();

  /** The activation function as DL4J computes it. */
  IActivation function();
}
