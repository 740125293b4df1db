package io.github.lfp4j.pruning.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.pruning.model.ModelCheck.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What holds of any file. */
final class Fuzzing {
  private Fuzzing() {}

  /** One line that says what is wrong; a clean file can be read. */
  static void assertVerdict(byte[] bytes) throws IOException {
    Path file = Files.createTempFile("fuzz", ".zip");
    try {
      Files.write(file, bytes);
      ModelCheck check = new ModelVerifier(ReadOptions.defaults()).check(file);

      assertThat(check.reason()).isNotBlank().doesNotContain("Exception:").hasSizeLessThan(600);
      assertThat(check.reason()).doesNotContain("more memory than there is");
      assertThat(check.reason().lines()).hasSize(1);
      if (check.verdict() == Verdict.CLEAN && !KerasFiles.isHdf5(file)) {
        assertThat(ModelFiles.read(file).layers()).isNotEmpty();
      }
    } finally {
      Files.delete(file);
    }
  }
}
