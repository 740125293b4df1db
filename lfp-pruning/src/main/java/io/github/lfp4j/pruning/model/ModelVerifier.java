package io.github.lfp4j.pruning.model;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningException;
import io.github.lfp4j.pruning.model.ModelCheck.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.conditions.Conditions;

/**
 * Reads model files to find out whether they can be trusted. Beyond what {@link ModelFiles#read}
 * refuses, those are dangerous that hold Java objects, which other readers bring to life.
 */
public final class ModelVerifier {
  private static final int LONGEST_REASON = 500;

  private final ReadOptions options;

  /**
   * @param options which classes files may name
   */
  public ModelVerifier(ReadOptions options) {
    this.options = options;
  }

  /** Checks one file; whatever it is, there is a verdict. */
  public ModelCheck check(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    try {
      if (KerasFiles.isHdf5(absolute)) {
        return checkKeras(file, absolute);
      }
      Optional<String> danger = danger(absolute);
      return danger.isPresent()
          ? verdict(file, Verdict.DANGEROUS, danger.get())
          : checkZip(file, absolute);
    } catch (UnsafeModelException e) {
      return verdict(file, Verdict.DANGEROUS, about(absolute, e));
    } catch (PruningException e) {
      return verdict(file, Verdict.UNREADABLE, about(absolute, e));
    } catch (IOException e) {
      return verdict(file, Verdict.UNREADABLE, "it cannot be read: " + e.getMessage());
    } catch (OutOfMemoryError | StackOverflowError e) {
      // Limits keep it from coming to this; what is not foreseen must not end the whole run.
      return verdict(file, Verdict.UNREADABLE, "it needs more memory than there is");
    }
  }

  /** What would run code in a program that trusts the file, read or not read by this one. */
  private static Optional<String> danger(Path file) throws IOException {
    ReadableFile.require(file, "model file");
    try (ZipArchive zip = ZipArchive.open(file)) {
      return ModelEntries.hostile(zip);
    } catch (UnsafeModelException e) {
      throw e;
    } catch (IOException e) {
      return LooseHeaders.hostile(file);
    }
  }

  private ModelCheck checkZip(Path file, Path absolute) {
    Network network = new ModelReader(absolute, options).read();
    List<String> remarks = new ArrayList<>();
    long numbers = 0;
    if (network.params() != null) {
      numbers = network.params().length();
      remark(remarks, "parameters", network.params());
      remark(remarks, "numbers of the updater's state", network.updaterState());
      release(network.updaterState());
      release(network.params());
    }
    String reason = String.format(Locale.ROOT, "a %s with %,d parameters", network.kind(), numbers);
    return new ModelCheck(file, Verdict.CLEAN, reason, remarks);
  }

  private static ModelCheck checkKeras(Path file, Path absolute) {
    ModelCheck check = KerasFiles.check(absolute);
    return new ModelCheck(file, check.verdict(), check.reason(), check.remarks());
  }

  private static void remark(List<String> remarks, String what, INDArray numbers) {
    if (numbers == null || numbers.isEmpty()) {
      return;
    }
    long broken =
        numbers.scan(Conditions.isNan()).longValue()
            + numbers.scan(Conditions.isInfinite()).longValue();
    if (broken > 0) {
      remarks.add(String.format(Locale.ROOT, "%,d of its %s are not finite", broken, what));
    }
  }

  /**
   * At once: files come one after the other, and the garbage collector does not see this memory.
   */
  private static void release(INDArray array) {
    if (array != null && array.closeable()) {
      array.close();
    }
  }

  private static ModelCheck verdict(Path file, Verdict verdict, String reason) {
    String line = reason.strip().replaceAll("\\s+", " ");
    return new ModelCheck(
        file,
        verdict,
        line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) + "..." : line,
        List.of());
  }

  /** The message, with "it" in place of the file, which the verdict is about anyway. */
  private static String about(Path file, PruningException e) {
    return e.getMessage()
        .replace("the model file " + file, "it")
        .replace("the Keras model " + file, "it")
        .replace(file.toString(), "it")
        .replaceFirst("^it is dangerous: ", "");
  }
}
