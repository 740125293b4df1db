package com.example.layers;

import org.deeplearning4j.nn.conf.layers.DenseLayer;

/** A layer that is neither Deeplearning4j's nor this plugin's. */
public final class ForeignLayer extends DenseLayer {
  /** For Jackson. */
  public ForeignLayer() {}

  /** A layer of some size. */
  public ForeignLayer(int inputs, int outputs) {
    setNIn(inputs);
    setNOut(outputs);
    setLayerName("foreign");
  }
}
