package io.github.lfp4j.dl4j.golden;

import java.util.List;
import java.util.Optional;

/** Computes with this library what a kind of case records. */
interface CaseRunner {

  /**
   * Whether this runner can run a case.
   *
   * @return empty if it can, else the reason why not, in a few words
   */
  Optional<String> unsupported(GoldenCase golden);

  /**
   * Runs a case that is supported and compares what comes out.
   *
   * @return a sentence for each tensor that does not match; empty if all do
   */
  List<String> run(GoldenCase golden);
}
