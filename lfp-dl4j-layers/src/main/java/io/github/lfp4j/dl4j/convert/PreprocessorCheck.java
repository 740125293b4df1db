package io.github.lfp4j.dl4j.convert;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.ComposableInputPreProcessor;
import org.deeplearning4j.preprocessors.PermutePreprocessor;

/**
 * Preprocessors move units only, and Deeplearning4j moves back what comes for each, with one
 * exception: it undoes a permutation by the same permutation.
 */
final class PreprocessorCheck {

  private PreprocessorCheck() {}

  /** Why reward cannot pass a preprocessor and what to do instead, or nothing. */
  static Optional<String> refuse(InputPreProcessor preprocessor) {
    if (preprocessor instanceof ComposableInputPreProcessor composed) {
      return Arrays.stream(composed.getInputPreProcessors())
          .flatMap(part -> refuse(part).stream())
          .findFirst();
    }
    return preprocessor instanceof PermutePreprocessor permutation
            && !isItsOwnInverse(permutation.getPermutationIndices())
        ? Optional.of(
            "Deeplearning4j undoes the permutation "
                + Arrays.toString(permutation.getPermutationIndices())
                + " before it wrongly; compose it of permutations that swap two axes each")
        : Optional.empty();
  }

  /** The axis of the examples may be left out. */
  private static boolean isItsOwnInverse(int[] indices) {
    int[] all =
        indices[0] == 0
            ? indices
            : IntStream.concat(IntStream.of(0), Arrays.stream(indices)).toArray();
    return IntStream.range(0, all.length).allMatch(i -> all[all[i]] == i);
  }
}
