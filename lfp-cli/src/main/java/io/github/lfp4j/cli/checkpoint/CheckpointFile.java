package io.github.lfp4j.cli.checkpoint;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.lfp4j.cli.UserException;
import io.github.lfp4j.cli.output.OutputFile;
import io.github.lfp4j.cli.output.Outputs;
import io.github.lfp4j.pruning.PruningException;
import io.github.lfp4j.pruning.model.ModelFiles;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * The file of a checkpoint: a zip that holds {@code training.json} and {@code model.zip}, a model
 * file of Deeplearning4j's. Either the old or the new one is there, whole, whatever happens.
 */
public final class CheckpointFile {

  private static final String TRAINING = "training.json";
  private static final String MODEL = "model.zip";

  /** Some hundred thousand epochs. */
  private static final int LARGEST_JSON = 64 << 20;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path path;
  private final Supplier<Outputs> outputs;

  /** What stands in {@code training.json}. */
  private record Description(Fingerprint fingerprint, TrainingState state) {}

  /**
   * @param path where it is or will be
   * @param outputs gives a new, empty group of outputs
   */
  public CheckpointFile(Path path, Supplier<Outputs> outputs) {
    this.path = path;
    this.outputs = outputs;
  }

  /** Where it is or will be. */
  public Path path() {
    return path;
  }

  /** Whether there is one. */
  public boolean exists() {
    return Files.exists(path);
  }

  /**
   * Checks that it can be written.
   *
   * @throws UserException if not
   */
  public void requireWritable() {
    try (Outputs group = outputs.get()) {
      group.add("--checkpoint", path);
    }
  }

  /**
   * Writes it, in place of one that is there.
   *
   * @throws IOException if that fails; the old one stays
   */
  public void write(Checkpoint checkpoint) throws IOException {
    try (Outputs group = outputs.get()) {
      OutputFile file = group.add("--checkpoint", path);
      try (ZipOutputStream zip = new ZipOutputStream(file.open())) {
        zip.putNextEntry(new ZipEntry(TRAINING));
        zip.write(
            JSON.writeValueAsBytes(new Description(checkpoint.fingerprint(), checkpoint.state())));
        zip.closeEntry();
        // The model is compressed already, as far as parameters can be.
        zip.setLevel(Deflater.NO_COMPRESSION);
        zip.putNextEntry(new ZipEntry(MODEL));
        ModelFiles.write(checkpoint.network(), withoutClosing(zip));
        zip.closeEntry();
      }
      group.commit();
    }
  }

  private static OutputStream withoutClosing(OutputStream out) {
    return new FilterOutputStream(out) {
      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
      }

      @Override
      public void close() throws IOException {
        flush();
      }
    };
  }

  /**
   * Reads it.
   *
   * @throws UserException if it is no checkpoint or damaged
   * @throws IOException if reading fails
   */
  public Checkpoint read() throws IOException {
    try (ZipFile zip = new ZipFile(path.toFile());
        Outputs group = outputs.get()) {
      Description description = description(zip);
      // Model files are read from a path.
      OutputFile model = group.add("--checkpoint", path);
      extract(zip, model);
      return new Checkpoint(
          description.fingerprint(), description.state(), ModelFiles.read(model.temporary()));
    } catch (java.util.zip.ZipException e) {
      throw damaged(e);
    } catch (PruningException e) {
      throw damaged(e);
    }
  }

  private Description description(ZipFile zip) throws IOException {
    byte[] json;
    try (InputStream in = zip.getInputStream(entry(zip, TRAINING))) {
      json = in.readNBytes(LARGEST_JSON);
    }
    try {
      return JSON.readValue(json, Description.class);
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      throw damaged(e);
    }
  }

  private void extract(ZipFile zip, OutputFile model) throws IOException {
    // Nothing in it is compressed, so that more than the file's length cannot come out of it.
    long most = Files.size(path);
    try (InputStream in = zip.getInputStream(entry(zip, MODEL));
        OutputStream out = model.open()) {
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        most -= read;
        if (most < 0) {
          throw damaged(null);
        }
        out.write(buffer, 0, read);
      }
    }
  }

  private ZipEntry entry(ZipFile zip, String name) {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw damaged(null);
    }
    return entry;
  }

  private UserException damaged(Exception cause) {
    return new UserException(
        path
            + " is not a checkpoint of lfp train, or it is damaged; leave --resume out to start"
            + " anew, or name another file with --checkpoint.",
        cause);
  }

  /**
   * Removes it.
   *
   * @throws IOException if that fails
   */
  public void remove() throws IOException {
    Files.deleteIfExists(path);
  }
}
