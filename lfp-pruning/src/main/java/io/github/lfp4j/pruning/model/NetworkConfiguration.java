package io.github.lfp4j.pruning.model;

import io.github.lfp4j.dl4j.LfpException;
import io.github.lfp4j.dl4j.network.Network;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.databind.exc.InvalidTypeIdException;

/**
 * Makes networks of configurations that {@link ConfigurationText} has checked, and says in one line
 * why Deeplearning4j cannot.
 */
final class NetworkConfiguration {
  private static final Pattern CLASS =
      Pattern.compile("\"(?:@class|type)\"\\s*:\\s*\"([\\w.$]+)\"");
  private static final int LONGEST_REASON = 200;

  private NetworkConfiguration() {}

  /**
   * Checks a configuration and makes the network, not initialised.
   *
   * @throws Defect if it is not understood
   * @throws UnsafeModelException if it names classes that are not allowed; the message is the end
   *     of a sentence
   */
  static Network read(String json, ReadOptions options) {
    ConfigurationText.check(json, options);
    try {
      return tried(() -> Network.fromJson(json));
    } catch (Defect e) {
      String why =
          missingClass(json)
              .map(name -> "its layer class " + name + " is not on the class path")
              .or(() -> unknownName(e))
              .orElse(e.getMessage());
      throw new Defect(why, e);
    }
  }

  /**
   * How many parameters the layers need.
   *
   * @throws Defect if the configuration does not say
   */
  static long parameters(Network network) {
    return tried(network::configuredParameters);
  }

  /**
   * Initialises a network.
   *
   * @throws Defect if Deeplearning4j cannot
   */
  static void initialise(Network network, INDArray parameters) {
    tried(
        () -> {
          network.init(parameters);
          return network;
        });
  }

  /**
   * The state of a network's updater.
   *
   * @throws Defect if Deeplearning4j cannot make the updater
   */
  static INDArray updaterState(Network network) {
    return tried(network::updaterState);
  }

  private static <T> T tried(Supplier<T> step) {
    try {
      return step.get();
    } catch (RuntimeException | LinkageError e) {
      throw new Defect(reason(e), e);
    }
  }

  private static String reason(Throwable e) {
    if (!(e instanceof LfpException) && isMeantForDevelopers(e)) {
      return "Deeplearning4j fails on it (" + e.getClass().getSimpleName() + ")";
    }
    String line = e.getMessage().lines().findFirst().orElse("").strip();
    String shown =
        line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) + "..." : line;
    return shown.endsWith(".") ? shown.substring(0, shown.length() - 1) : shown;
  }

  private static boolean isMeantForDevelopers(Throwable e) {
    return e.getMessage() == null
        || e.getMessage().isBlank()
        || e instanceof NullPointerException
        || e instanceof ClassCastException
        || e instanceof IndexOutOfBoundsException
        || e instanceof LinkageError;
  }

  /** The first class that the configuration names and that does not exist; none is loaded. */
  private static Optional<String> missingClass(String json) {
    return CLASS
        .matcher(json)
        .results()
        .map(match -> match.group(1))
        .filter(name -> !exists(name))
        .findFirst();
  }

  private static boolean exists(String className) {
    String resource = className.replace('.', '/') + ".class";
    return ClassLoader.getSystemResource(resource) != null
        || ModelFiles.class.getClassLoader().getResource(resource) != null;
  }

  /** The short name that an old configuration gives to something, if none of DL4J's has it. */
  private static Optional<String> unknownName(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof InvalidTypeIdException e
          && e.getTypeId() != null
          && !e.getTypeId().equals("@class")) {
        return Optional.of(
            "it names '" + ZipNames.shown(e.getTypeId()) + "', which Deeplearning4j does not know");
      }
    }
    return Optional.empty();
  }
}
