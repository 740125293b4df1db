package io.github.lfp4j.pruning.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.github.lfp4j.pruning.PruningException;
import io.github.lfp4j.pruning.model.ModelCheck.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Feeds whatever bytes Jazzer comes up with to the reader. Without the variable {@code JAZZER_FUZZ}
 * only the inputs that were kept are tried.
 */
class ModelFileFuzzTest {

  @FuzzTest(maxDuration = "20s")
  void everyFileGetsAVerdict(byte @NotNull [] bytes) throws IOException {
    Path file = Files.createTempFile("fuzz", ".zip");
    try {
      Files.write(file, bytes);
      ModelCheck check = new ModelVerifier(ReadOptions.defaults()).check(file);

      assertThat(check.reason()).isNotBlank().doesNotContain("Exception").hasSizeLessThan(600);
      assertThat(check.reason().lines()).hasSize(1);
      if (check.verdict() == Verdict.CLEAN) {
        ModelFiles.read(file);
      }
    } catch (PruningException e) {
      throw new AssertionError("a clean file cannot be read", e);
    } finally {
      Files.delete(file);
    }
  }
}
