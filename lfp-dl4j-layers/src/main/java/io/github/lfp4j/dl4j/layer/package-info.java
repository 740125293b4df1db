/**
 * Implementations of layers that learn by LFP. Each is Deeplearning4j's layer with another {@code
 * backpropGradient}: the epsilon array that comes in is {@code G = R / a}, reward per unit of this
 * layer's activation; the gradient that goes out is {@code -|p| (dz/dp)^T q}, negated feedback, so
 * that updaters, clipping, listeners and distributed training work as ever; the epsilon that goes
 * down is G of the layer below. Vertices of graphs do the same in {@code doBackward}.
 */
package io.github.lfp4j.dl4j.layer;
