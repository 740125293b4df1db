package io.github.lfp4j.cli;

import io.github.lfp4j.cli.output.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * What computes in this process, and with how many threads.
 *
 * @param name what ND4J computes on, {@code CPU} or {@code CUDA}
 * @param oneDnn whether the native library has oneDNN, without which convolutions on the CPU are
 *     many times slower
 * @param threads threads of the native library
 * @param waitPolicy what its threads do while they wait, as {@code OMP_WAIT_POLICY} says; empty
 *     where it is not set
 * @param cores cores that this process may use
 */
public record Backend(String name, boolean oneDnn, int threads, String waitPolicy, int cores) {

  /** The backend of this process; loads it if nothing has yet. */
  public static Backend detect() {
    Properties environment = Nd4j.getExecutioner().getEnvironmentInformation();
    var library = NativeOpsHolder.getInstance().getDeviceNativeOps();
    String policy = System.getenv("OMP_WAIT_POLICY");
    return new Backend(
        String.valueOf(environment.getProperty("backend", "unknown")),
        library.buildInfo().contains("HAVE_ONEDNN"),
        library.ompGetMaxThreads(),
        policy == null ? "" : policy,
        Runtime.getRuntime().availableProcessors());
  }

  /** One line for people. */
  public String line() {
    return "backend "
        + name
        + (onCpu() ? (oneDnn ? " with oneDNN" : " without oneDNN") : "")
        + ", OMP_NUM_THREADS "
        + threads
        + ", OMP_WAIT_POLICY "
        + (waitPolicy.isEmpty() ? "not set" : waitPolicy)
        + ", "
        + cores
        + (cores == 1 ? " core" : " cores");
  }

  /** What makes everything slower than it need be, and what to do; a sentence each. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (onCpu() && !oneDnn) {
      warnings.add(
          "The native library has no oneDNN, so convolutions are many times slower; put"
              + " nd4j-native with the classifier of this platform that ends in -onednn on the"
              + " class path, if there is one.");
    }
    if (threads > cores) {
      warnings.add(
          "There are more native threads ("
              + threads
              + ") than cores ("
              + cores
              + "), which makes everything many times slower; set OMP_NUM_THREADS="
              + cores
              + ".");
    }
    return warnings;
  }

  /** The same for scripts. */
  public Figures figures() {
    return Figures.builder()
        .text("name", name)
        .flag("oneDnn", oneDnn)
        .count("threads", threads)
        .text("waitPolicy", waitPolicy)
        .count("cores", cores)
        .build();
  }

  private boolean onCpu() {
    return "CPU".equals(name);
  }
}
