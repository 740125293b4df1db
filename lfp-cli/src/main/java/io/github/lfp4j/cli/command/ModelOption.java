package io.github.lfp4j.cli.command;

import io.github.lfp4j.pruning.model.ModelFiles;
import java.nio.file.Path;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import picocli.CommandLine.Option;

/** The option that names the model. */
public final class ModelOption {

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE.zip",
      description = "The model: a file that Deeplearning4j wrote, with stock or LFP layers.")
  private Path file;

  /** Reads the model. */
  MultiLayerNetwork read() {
    return ModelFiles.read(file);
  }

  /** As it was given. */
  Path file() {
    return file;
  }
}
