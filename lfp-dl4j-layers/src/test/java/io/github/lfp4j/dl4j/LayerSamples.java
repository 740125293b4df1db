package io.github.lfp4j.dl4j;

import java.util.List;
import java.util.stream.Stream;

/** Networks around every kind of layer of the registry; a new kind is added to one of the lists. */
final class LayerSamples {

  private LayerSamples() {}

  static List<LayerSample> all() {
    return Stream.of(
            DenseSamples.all(),
            ConvolutionSamples.all(),
            WindowSamples.all(),
            FeatureSamples.all(),
            PoolingSamples.all(),
            PassingSamples.all(),
            ShapeSamples.all(),
            OutputSamples.all(),
            WrapperSamples.all(),
            RecurrentSamples.all())
        .flatMap(List::stream)
        .toList();
  }
}
