package io.github.lfp4j.dl4j.layer;

/** An output without parameters: its input are the logits that are rewarded. */
public interface LossOutput {}
