package io.github.lfp4j.cli.command;

import io.github.lfp4j.cli.Backend;
import io.github.lfp4j.cli.CommonOptions;
import io.github.lfp4j.cli.UserException;
import io.github.lfp4j.cli.checkpoint.Checkpoint;
import io.github.lfp4j.cli.checkpoint.CheckpointFile;
import io.github.lfp4j.cli.checkpoint.Fingerprint;
import io.github.lfp4j.cli.checkpoint.TrainingState;
import io.github.lfp4j.cli.console.Console;
import io.github.lfp4j.cli.output.Outputs;
import io.github.lfp4j.dl4j.network.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options by which a training can be interrupted and go on, and what they do. */
public final class Checkpointing {

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE.zip",
      description =
          "Where to keep what an interrupted training needs to go on, written after each epoch and"
              + " removed at the end (default: beside the output, with .checkpoint.zip at its end).")
  private Path given;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "N",
      description = "Write the checkpoint after every N updates as well.")
  private Integer every;

  @Option(
      names = "--resume",
      description =
          "Go on from the checkpoint of an interrupted training with the same options; without one,"
              + " begin anew.")
  private boolean resume;

  /** What a training with checkpoints does. */
  static final class Session implements Trainer.Keeper {
    private final Optional<CheckpointFile> file;
    private final Fingerprint fingerprint;
    private final long every;
    private final Optional<Checkpoint> found;

    private Session(
        Optional<CheckpointFile> file,
        Fingerprint fingerprint,
        long every,
        Optional<Checkpoint> found) {
      this.file = file;
      this.fingerprint = fingerprint;
      this.every = every;
      this.found = found;
    }

    /** What to go on from; nothing to begin anew. */
    Optional<Checkpoint> found() {
      return found;
    }

    @Override
    public void reached(Network network, TrainingState state) throws IOException {
      if (file.isPresent() && (state.stepInEpoch() == 0 || state.steps() % every == 0)) {
        file.get().write(new Checkpoint(fingerprint, state, network));
      }
    }

    /**
     * The training's outputs are in place: the checkpoint has served.
     *
     * @throws IOException if it cannot be removed
     */
    void done() throws IOException {
      if (file.isPresent()) {
        file.get().remove();
      }
    }
  }

  /** Checks what can be checked before anything is read. */
  void check() {
    if (every != null) {
      TrainCommand.requirePositive("--checkpoint-every", every);
    }
  }

  /**
   * The file that checkpoints are written to.
   *
   * @param outputs of the command, the model first
   * @return nothing if the output is a device, and no file was named
   * @throws UserException if it cannot be written
   */
  Optional<CheckpointFile> file(CommonOptions common, Outputs outputs, Path output) {
    boolean device = Files.exists(output) && !Files.isRegularFile(output);
    if (given == null && device) {
      if (resume || every != null) {
        throw new UserException(
            "There is no place for a checkpoint beside " + output + "; name one by --checkpoint.");
      }
      return Optional.empty();
    }
    Path path = given == null ? beside(output) : given;
    if (outputs.targets().contains(path.toAbsolutePath().normalize())) {
      throw new UserException(
          "--checkpoint " + path + " is also the target of another option; name another file.");
    }
    CheckpointFile file = new CheckpointFile(path, common::openIntermediateOutputs);
    file.requireWritable();
    return Optional.of(file);
  }

  private static Path beside(Path output) {
    String name = output.getFileName().toString().replaceFirst("(?i)\\.zip$", "");
    return output.resolveSibling(name + ".checkpoint.zip");
  }

  /**
   * Reads the checkpoint if that is asked for.
   *
   * @param fingerprint of this training
   * @throws UserException if the checkpoint is of another training, or damaged
   * @throws IOException if it cannot be read
   */
  Session open(Console console, Optional<CheckpointFile> file, Fingerprint fingerprint)
      throws IOException {
    Optional<Checkpoint> found = Optional.empty();
    if (file.isPresent() && file.get().exists()) {
      Path path = file.get().path();
      if (resume) {
        Checkpoint checkpoint = file.get().read();
        requireSame(path, fingerprint, checkpoint.fingerprint());
        tell(console, path, checkpoint.state());
        found = Optional.of(checkpoint);
      } else {
        console.remark(
            path
                + " is there from an interrupted training, which --resume would go on with; it"
                + " will be replaced");
      }
    } else if (resume) {
      console.remark(
          "there is no checkpoint " + file.orElseThrow().path() + "; training begins anew");
    }
    return new Session(file, fingerprint, every == null ? Long.MAX_VALUE : every, found);
  }

  private static void requireSame(Path path, Fingerprint mine, Fingerprint checkpoints) {
    List<String> differences = mine.differences(checkpoints);
    if (!differences.isEmpty()) {
      throw new UserException(
          "The checkpoint "
              + path
              + " is of another training: it has "
              + String.join(", ", differences)
              + "; give the same options, or leave --resume out to begin anew.");
    }
  }

  private static void tell(Console console, Path path, TrainingState state) {
    console.remark(
        "going on from "
            + path
            + ", after "
            + state.epoch()
            + (state.epoch() == 1 ? " epoch and " : " epochs and ")
            + state.stepInEpoch()
            + " updates of the next");
    int threads = Backend.detect().threads();
    if (threads != state.threads()) {
      console.remark(
          "the checkpoint was made with "
              + state.threads()
              + " native threads, not "
              + threads
              + ": the result may differ in rounding (OMP_NUM_THREADS sets their number)");
    }
  }
}
