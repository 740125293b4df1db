package io.github.lfp4j.pruning.model;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipException;
import org.deeplearning4j.util.ModelSerializer;

/**
 * The entries that Deeplearning4j's versions put into a model file, and what is to be thought of
 * those that are not read here.
 */
final class ModelEntries {
  static final String CONFIGURATION = ModelSerializer.CONFIGURATION_JSON;
  static final String PARAMETERS = ModelSerializer.COEFFICIENTS_BIN;
  static final String UPDATER_STATE = ModelSerializer.UPDATER_BIN;
  static final String NO_PARAMETERS = ModelSerializer.NO_PARAMS_MARKER;
  static final String NORMALIZER = ModelSerializer.NORMALIZER_BIN;
  static final String PREPROCESSOR = ModelSerializer.PREPROCESSOR_BIN;

  /** The updater itself, as a Java object: until 0.5.0. */
  static final String OLD_UPDATER = "updater.bin";

  /** Objects that {@link ModelSerializer#addObjectToFile} added. */
  static final String OBJECTS = "objects/";

  private static final List<String> READ =
      List.of(CONFIGURATION, PARAMETERS, UPDATER_STATE, NO_PARAMETERS);
  private static final List<String> IGNORED = List.of(NORMALIZER, PREPROCESSOR, OLD_UPDATER);
  private static final int JAVA_OBJECT = 0xaced;

  private ModelEntries() {}

  /**
   * Refuses entries that no version writes.
   *
   * @throws ZipException for the first of them
   */
  static void requireKnown(ZipArchive zip) throws ZipException {
    for (ZipRecord entry : zip.records()) {
      if (!isRead(entry) && !isIgnored(entry)) {
        throw new ZipException(
            "its entry " + entry.name() + " is none of those that Deeplearning4j writes");
      }
    }
  }

  private static boolean isRead(ZipRecord entry) {
    return READ.contains(entry.name());
  }

  /** Whether an entry may be there, but is left alone. */
  static boolean isIgnored(ZipRecord entry) {
    return IGNORED.contains(entry.name()) || isAddedObject(entry.name());
  }

  private static boolean isAddedObject(String name) {
    return name.startsWith(OBJECTS) && name.length() > OBJECTS.length();
  }

  /**
   * Why the first entry that would run code in a program that trusts it is dangerous; nothing if
   * there is none. Nothing is deserialised to find that out.
   *
   * @throws IOException if an entry cannot be unpacked
   */
  static Optional<String> hostile(ZipArchive zip) throws IOException {
    for (ZipRecord entry : zip.records()) {
      Optional<String> reason = hostile(entry.name());
      if (reason.isEmpty() && !isRead(entry)) {
        reason = hostileContent(zip, entry);
      }
      if (reason.isPresent()) {
        return reason;
      }
    }
    return Optional.empty();
  }

  /** Why an entry of some name is dangerous whatever it holds; nothing if it is not. */
  static Optional<String> hostile(String name) {
    if (name.equals(PREPROCESSOR)) {
      return Optional.of(
          "it holds a Java object ("
              + name
              + "), which Deeplearning4j brings to life when it loads"
              + " the model, and which can run any code then");
    }
    if (name.equals(OLD_UPDATER)) {
      return Optional.of(
          "it holds a Java object ("
              + name
              + "), which Deeplearning4j until 0.5.0 brings to life"
              + " when it loads the model, and which can run any code then");
    }
    if (isAddedObject(name)) {
      return Optional.of(
          "it holds a Java object ("
              + ZipNames.shown(name)
              + "), which can run any code when it is"
              + " asked for");
    }
    return Optional.empty();
  }

  private static Optional<String> hostileContent(ZipArchive zip, ZipRecord entry)
      throws IOException {
    try (InputStream stream = zip.open(entry);
        DataInputStream in = new DataInputStream(stream)) {
      if (entry.size() < 2) {
        return Optional.empty();
      }
      int begin = in.readUnsignedShort();
      if (begin == JAVA_OBJECT) {
        return Optional.of(
            "its entry "
                + entry.name()
                + " is a Java object, which can run any code when it is brought to life");
      }
      return entry.name().equals(NORMALIZER) ? foreignNormalizer(begin, in) : Optional.empty();
    } catch (EOFException e) {
      return Optional.empty();
    }
  }

  /**
   * The header of a normalizer is {@code UTF "NORMALIZER", int version, UTF type}; behind the type
   * {@code CUSTOM} comes the name of a class, of which Deeplearning4j makes an object.
   */
  private static Optional<String> foreignNormalizer(int length, DataInputStream in)
      throws IOException {
    in.skipNBytes(length + (long) Integer.BYTES);
    if (!in.readUTF().equals("CUSTOM")) {
      return Optional.empty();
    }
    return Optional.of(
        "its normalizer ("
            + NORMALIZER
            + ") names the class "
            + ZipNames.shown(in.readUTF())
            + ", which Deeplearning4j makes an object of when it loads the normalizer");
  }
}
