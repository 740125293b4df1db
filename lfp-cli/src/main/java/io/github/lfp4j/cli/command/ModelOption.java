package io.github.lfp4j.cli.command;

import io.github.lfp4j.cli.output.OutputFile;
import io.github.lfp4j.dl4j.LfpException;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.model.ModelFiles;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The option that names the model, and how models are read and written. */
public final class ModelOption {

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE.zip",
      description = "The model: a file that Deeplearning4j wrote, with stock or LFP layers.")
  private Path file;

  @Mixin private AllowOption allowed;

  /** Reads the model. */
  Network read() {
    return ModelFiles.read(file, allowed.options());
  }

  /** Writes a model where a command's outputs are prepared, and reads it back. */
  static void write(Network network, OutputFile file) throws IOException {
    ModelFiles.write(network, file.temporary());
  }

  /** The network in stock layers where that is possible; itself where it is not. */
  static Network standard(Network network) {
    try {
      return network.toStandard();
    } catch (LfpException e) {
      return network;
    }
  }

  /** As it was given. */
  Path file() {
    return file;
  }
}
