package io.github.lfp4j.dl4j.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Copies of cases of the selection, to be spoilt. */
record GoldenCopies(Path root) {

  /** Copies a case and returns its folder. */
  Path copy(String name) throws IOException, URISyntaxException {
    Path source = Path.of(GoldenCopies.class.getResource("/golden/" + name).toURI());
    Path target = Files.createDirectories(root.resolve(name));
    try (var files = Files.list(source)) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
    return target;
  }

  /** Replaces a part of a case's manifest that has to be there. */
  static void replace(Path folder, String part, String by) throws IOException {
    Path manifest = folder.resolve("manifest.json");
    String text = Files.readString(manifest);
    assertThat(text).contains(part);
    Files.writeString(manifest, text.replace(part, by));
  }

  /** Runs all copies and returns the lines that are printed. */
  List<String> run() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new GoldenSuite().addBelow(root).run(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
