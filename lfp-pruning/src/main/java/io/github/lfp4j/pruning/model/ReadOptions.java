package io.github.lfp4j.pruning.model;

import io.github.lfp4j.dl4j.network.Network;
import java.util.Collection;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a model file may name beyond Deeplearning4j's own classes. Immutable.
 *
 * @param allowedClasses names of further classes that a configuration may name, such as layers of
 *     one's own, as {@link Class#getName()} writes them; they must be on the class path
 */
public record ReadOptions(Set<String> allowedClasses) {
  private static final Pattern CLASS_NAME =
      Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)*");
  private static final int LONGEST_NAME = 512;
  private static final Set<String> PACKAGES =
      Set.of("org.deeplearning4j.", "org.nd4j.", "io.github.lfp4j.");

  /** Copies the names. */
  public ReadOptions {
    allowedClasses = Set.copyOf(allowedClasses);
    for (String name : allowedClasses) {
      if (!isClassName(name)) {
        throw new IllegalArgumentException(
            "'" + name + "' is not the full name of a class, such as com.example.MyLayer");
      }
    }
  }

  /** Only classes of Deeplearning4j, ND4J and this plugin. */
  public static ReadOptions defaults() {
    return new ReadOptions(Set.of());
  }

  /**
   * These and further classes.
   *
   * @throws IllegalArgumentException if one of them cannot be the name of a class
   */
  public static ReadOptions allowing(Collection<String> classes) {
    return new ReadOptions(Set.copyOf(classes));
  }

  /** The classes that a network of this process consists of, which run already. */
  static ReadOptions trusting(Network network) {
    return new ReadOptions(ConfigurationClasses.of(network.toJson()));
  }

  /** Whether a configuration may name a class. */
  boolean allows(String name) {
    return isClassName(name)
        && (PACKAGES.stream().anyMatch(name::startsWith) || allowedClasses.contains(name));
  }

  private static boolean isClassName(String name) {
    return name.length() <= LONGEST_NAME && CLASS_NAME.matcher(name).matches();
  }
}
