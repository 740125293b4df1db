package io.github.lfp4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The versions that the build recorded. */
public final class Version implements IVersionProvider {
  private final Properties recorded = new Properties();

  /** Reads what the build recorded. */
  public Version() {
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      recorded.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The version of lfp, for example {@code 0.1.0}. */
  public String lfp() {
    return recorded.getProperty("lfp");
  }

  /** The version of ND4J and Deeplearning4j that it was built with. */
  public String nd4j() {
    return recorded.getProperty("nd4j");
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "lfp " + lfp(),
      "Deeplearning4j and ND4J " + nd4j(),
      "Java "
          + Runtime.version()
          + ", "
          + System.getProperty("os.name")
          + " "
          + System.getProperty("os.arch")
    };
  }
}
