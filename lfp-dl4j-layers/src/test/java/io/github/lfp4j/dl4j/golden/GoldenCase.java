package io.github.lfp4j.dl4j.golden;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.core.json.JsonReadFeature;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.json.JsonMapper;

/** One case: a folder with a manifest and the tensors that it names. */
final class GoldenCase {

  /** Manifests state infinities as such. */
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private final Path folder;
  private final JsonNode manifest;
  private final Map<String, GoldenTensor> tensors = new LinkedHashMap<>();

  private GoldenCase(Path folder, JsonNode manifest) {
    this.folder = folder;
    this.manifest = manifest;
    manifest
        .path("tensors")
        .fields()
        .forEachRemaining(e -> tensors.put(e.getKey(), GoldenTensor.of(e.getKey(), e.getValue())));
  }

  /**
   * Reads the manifest of a case.
   *
   * @throws IOException if there is none or it is not JSON
   */
  static GoldenCase read(Path folder) throws IOException {
    return new GoldenCase(folder, MAPPER.readTree(folder.resolve("manifest.json").toFile()));
  }

  /** What was computed: {@code lrp_rule}, {@code reward}, ... */
  String kind() {
    return text("kind");
  }

  /** Whether the case records behaviour of the reference that is not to be copied. */
  boolean oddity() {
    return manifest.path("oddity").asBoolean(false);
  }

  /** What the manifest says the oddity is. */
  Optional<String> oddityNote() {
    for (JsonNode note : manifest.path("notes")) {
      if (note.asText().startsWith("ODDITY: ")) {
        return Optional.of(note.asText().substring("ODDITY: ".length()));
      }
    }
    return Optional.empty();
  }

  /** A field of the manifest as text; empty if absent. */
  String text(String field) {
    return manifest.path(field).asText("");
  }

  /**
   * A field of the manifest that is a number.
   *
   * @throws IllegalArgumentException if it is absent or something else
   */
  double number(String field) {
    JsonNode node = manifest.path(field);
    if (!node.isNumber()) {
      throw new IllegalArgumentException("the manifest states no number '" + field + "'");
    }
    return node.asDouble();
  }

  /** A field of the manifest; missing nodes for what is absent. */
  JsonNode node(String field) {
    return manifest.path(field);
  }

  /** The modules of the network in the order of the manifest. */
  List<ModuleSpec> modules() {
    List<ModuleSpec> modules = new ArrayList<>();
    manifest.path("modules").forEach(node -> modules.add(ModuleSpec.of(node)));
    return modules;
  }

  boolean has(String tensor) {
    return tensors.containsKey(tensor);
  }

  /** A tensor by its name, or null. */
  GoldenTensor tensor(String name) {
    return tensors.get(name);
  }

  /** The tensors with a role, in the order of the manifest. */
  List<GoldenTensor> tensors(String role) {
    return tensors.values().stream().filter(t -> t.role().equals(role)).toList();
  }

  /**
   * The numbers of a tensor, in 64 bits.
   *
   * @throws IllegalArgumentException if the manifest has no such tensor
   * @throws UncheckedIOException if its file cannot be read
   */
  INDArray array(String tensor) {
    if (!has(tensor)) {
      throw new IllegalArgumentException("the case has no tensor " + tensor);
    }
    try {
      return NpyFile.read(folder.resolve(tensors.get(tensor).file()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
