package io.github.lfp4j.cli.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a training's result depends on: its settings, by the names of the options without dashes.
 *
 * @param settings as text
 */
public record Fingerprint(SortedMap<String, String> settings) {

  /** Copies the settings. */
  public Fingerprint(SortedMap<String, String> settings) {
    this.settings = new TreeMap<>(settings);
  }

  /** Of settings of any type. */
  public static Fingerprint of(Map<String, Object> settings) {
    SortedMap<String, String> texts = new TreeMap<>();
    settings.forEach((name, value) -> texts.put(name, value.toString()));
    return new Fingerprint(texts);
  }

  /**
   * What stands for the content of a file, wherever it lies.
   *
   * @throws IOException if it cannot be read
   */
  public static String contentOf(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      DigestInputStream digested = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"));
      digested.transferTo(java.io.OutputStream.nullOutputStream());
      return "a file with SHA-256 "
          + HexFormat.of().formatHex(digested.getMessageDigest().digest()).substring(0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }

  /** How another one differs, in a few words each: {@code --batch 64 instead of 128}. */
  public List<String> differences(Fingerprint other) {
    TreeSet<String> names = new TreeSet<>(settings.keySet());
    names.addAll(other.settings.keySet());
    List<String> differences = new ArrayList<>();
    for (String name : names) {
      String mine = settings.get(name);
      String others = other.settings.get(name);
      if (!Objects.equals(mine, others)) {
        differences.add(
            (others == null ? "no --" + name : "--" + name + " " + others)
                + " instead of "
                + (mine == null ? "none" : mine));
      }
    }
    return differences;
  }
}
