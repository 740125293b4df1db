package io.github.lfp4j.cli.command;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.model.ModelFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.nd4j.linalg.factory.Nd4j;

/** Model files that are wrong in many ways, made of one that is right. */
final class HostileFiles {
  private static final String JSON = "configuration.json";
  private static final String PARAMETERS = "coefficients.bin";

  private final Path folder;
  private final byte[] whole;
  private final Map<String, byte[]> entries = new LinkedHashMap<>();

  private HostileFiles(Path folder, Network network) throws IOException {
    this.folder = folder;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ModelFiles.write(network, out);
    whole = out.toByteArray();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(whole))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        entries.put(entry.getName(), in.readAllBytes());
      }
    }
  }

  /**
   * Writes files named after their verdict, such as {@code dangerous-bomb.zip}.
   *
   * @param network small
   */
  static void write(Path folder, Network network) throws IOException {
    Files.createDirectories(folder);
    HostileFiles files = new HostileFiles(folder, network);
    files.writeDamaged();
    files.writeDangerous();
    files.writeConfigurations();
  }

  private void writeDamaged() throws IOException {
    Files.write(folder.resolve("clean-model.zip"), whole);
    for (int percent = 0; percent < 100; percent += 7) {
      Files.write(
          folder.resolve("unreadable-cut-" + percent + ".zip"),
          Arrays.copyOf(whole, whole.length * percent / 100));
    }
    Files.createFile(folder.resolve("unreadable-empty.zip"));
    Files.writeString(folder.resolve("unreadable-text.zip"), "no zip");
    byte[] magic = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    Files.write(folder.resolve("unreadable-magic.h5"), magic);
    Files.write(folder.resolve("unreadable-long.h5"), Arrays.copyOf(magic, 100_000));
    with("unreadable-no-parameters.zip", PARAMETERS, new byte[0]);
    with("unreadable-numbers.zip", PARAMETERS, "numbers".getBytes(StandardCharsets.UTF_8));
    with("unreadable-readme.zip", "readme.txt", new byte[3]);
  }

  private void writeDangerous() throws IOException {
    ByteArrayOutputStream object = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(object)) {
      out.writeObject(Instant.EPOCH);
    }
    with("dangerous-object.zip", "preprocessor.bin", object.toByteArray());
    with("dangerous-added.zip", "objects/x", object.toByteArray());
    with("dangerous-upwards.zip", "../../x", new byte[3]);
    with("dangerous-absolute.zip", "/tmp/x", new byte[3]);
    for (String name : new String[] {JSON, PARAMETERS, "normalizer.bin"}) {
      Path bomb = folder.resolve("dangerous-bomb-" + name + ".zip");
      try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(bomb))) {
        zip.putNextEntry(new ZipEntry(name));
        writeZeros(zip, 600);
      }
    }
  }

  private static void writeZeros(OutputStream out, int mebibytes) throws IOException {
    byte[] zeros = new byte[1 << 20];
    for (int i = 0; i < mebibytes; i++) {
      out.write(zeros);
    }
  }

  private void writeConfigurations() throws IOException {
    String json = new String(entries.get(JSON), StandardCharsets.UTF_8);
    configured(
        "dangerous-class.zip",
        json.replace("io.github.lfp4j.dl4j.conf.LfpDenseLayer", "com.example.Layer"));
    configured("unreadable-missing.zip", json.replace("conf.LfpDenseLayer", "conf.NoLayer"));
    configured("unreadable-deep.zip", "[".repeat(1_000_000));
    configured("unreadable-deep-objects.zip", "{\"a\":".repeat(1_000_000));
    configured("unreadable-huge.zip", json.replaceAll("\"nout\" : \\d+", "\"nout\" : 99999999999"));
    configured("unreadable-wide.zip", json.replaceAll("\"nout\" : \\d+", "\"nout\" : 134217728"));
    configured("unreadable-negative.zip", json.replaceAll("\"nin\" : \\d+", "\"nin\" : -5"));
    configured("unreadable-number.zip", "{\"a\":" + "9".repeat(1_000_000) + "}");
    configured("unreadable-many.zip", "{\"a\":[" + "{},".repeat(2_000_000) + "{}]}");
    configured("unreadable-layers.zip", "{\"confs\":[" + "{},".repeat(50_000) + "{}]}");
    configured("unreadable-empty-json.zip", "");
    ByteArrayOutputStream array = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(array)) {
      Nd4j.write(Nd4j.ones(1, 3), out);
    }
    with("unreadable-few.zip", PARAMETERS, array.toByteArray());
  }

  private void configured(String name, String json) throws IOException {
    with(name, JSON, json.getBytes(StandardCharsets.UTF_8));
  }

  /** The model with one entry replaced or added. */
  private void with(String name, String entry, byte[] content) throws IOException {
    Map<String, byte[]> changed = new LinkedHashMap<>(entries);
    changed.put(entry, content);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(folder.resolve(name)))) {
      for (Map.Entry<String, byte[]> one : changed.entrySet()) {
        zip.putNextEntry(new ZipEntry(one.getKey()));
        zip.write(one.getValue());
      }
    }
  }
}
