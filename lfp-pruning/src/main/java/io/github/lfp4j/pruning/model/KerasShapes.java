package io.github.lfp4j.pruning.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.shade.jackson.databind.JsonNode;

/** The shapes of a Keras model's inputs, from its configuration. */
final class KerasShapes {

  private KerasShapes() {}

  /**
   * @return the shape of one example for each input, without the batch; empty if one is not fixed
   */
  static List<long[]> of(JsonNode model) {
    JsonNode config = model.path("config");
    JsonNode layers = config.isArray() ? config : config.path("layers");
    Map<String, Optional<long[]>> byLayer = new LinkedHashMap<>();
    for (JsonNode layer : layers) {
      JsonNode settings = layer.path("config");
      JsonNode shape = settings.path("batch_input_shape");
      if (shape.isArray()) {
        byLayer.put(settings.path("name").asText(), fixed(shape));
      }
    }
    List<Optional<long[]>> inOrder = new ArrayList<>();
    for (JsonNode input : config.path("input_layers")) {
      inOrder.add(byLayer.getOrDefault(input.path(0).asText(), Optional.empty()));
    }
    if (inOrder.isEmpty()) {
      byLayer.values().stream().limit(1).forEach(inOrder::add);
    }
    return inOrder.stream().allMatch(Optional::isPresent)
        ? inOrder.stream().map(Optional::get).toList()
        : List.of();
  }

  private static Optional<long[]> fixed(JsonNode batchShape) {
    long[] shape = new long[batchShape.size() - 1];
    for (int i = 0; i < shape.length; i++) {
      if (!batchShape.get(i + 1).canConvertToLong()) {
        return Optional.empty();
      }
      shape[i] = batchShape.get(i + 1).longValue();
    }
    return Optional.of(shape);
  }
}
