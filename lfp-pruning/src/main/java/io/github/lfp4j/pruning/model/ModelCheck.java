package io.github.lfp4j.pruning.model;

import java.nio.file.Path;
import java.util.List;

/**
 * What is to be thought of a model file.
 *
 * @param file the file, as it was given
 * @param verdict the verdict
 * @param reason why, as the end of a sentence; of a clean file, what it holds
 * @param remarks what is noticeable in a clean file all the same, each the end of a sentence
 */
public record ModelCheck(Path file, Verdict verdict, String reason, List<String> remarks) {

  /** From the best to the worst. */
  public enum Verdict {
    /** It can be read, and nothing in it would harm a program that trusts it. */
    CLEAN,

    /** It is missing, damaged, incomplete, or no model. */
    UNREADABLE,

    /** It would run code in a program that trusts it, or use up its memory, or deceive it. */
    DANGEROUS
  }

  /** Copies the remarks. */
  public ModelCheck {
    remarks = List.copyOf(remarks);
  }
}
