package io.github.lfp4j.pruning.model;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Looks for the headers of entries in a file that is no proper zip. Deeplearning4j reads zips from
 * the beginning and never gets as far as the directory at the end, so that a file whose directory
 * is missing or lies is dangerous to it all the same.
 */
final class LooseHeaders {
  private static final int SIGNATURE = 0x504b0304;

  /** From the end of the signature to the name's length, and from there to the name. */
  private static final int BEFORE_LENGTHS = 22;

  private static final int LENGTHS = 4;
  private static final int BUFFER = 1 << 16;

  private LooseHeaders() {}

  /** Why the first entry that would run code is dangerous; nothing if there is none. */
  static Optional<String> hostile(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
      int window = 0;
      for (int next = in.read(); next >= 0; next = in.read()) {
        window = window << 8 | next;
        if (window == SIGNATURE) {
          in.mark(BEFORE_LENGTHS + LENGTHS + ReadLimits.NAME_LENGTH);
          Optional<String> reason = ModelEntries.hostile(name(in));
          if (reason.isPresent()) {
            return reason;
          }
          in.reset();
        }
      }
    }
    return Optional.empty();
  }

  /** The name of an entry whose signature has just been read; as far as it is there. */
  private static String name(InputStream in) throws IOException {
    byte[] fixed = in.readNBytes(BEFORE_LENGTHS + LENGTHS);
    if (fixed.length < BEFORE_LENGTHS + LENGTHS) {
      return "";
    }
    int length =
        Byte.toUnsignedInt(fixed[BEFORE_LENGTHS])
            | Byte.toUnsignedInt(fixed[BEFORE_LENGTHS + 1]) << 8;
    byte[] name = in.readNBytes(Math.min(length, ReadLimits.NAME_LENGTH));
    return new String(name, StandardCharsets.UTF_8);
  }
}
