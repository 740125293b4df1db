package io.github.lfp4j.pruning.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.pruning.model.ModelCheck.Verdict;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Keras models that are proper HDF5 files, but no models that should be opened. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HostileKerasTest {
  @TempDir private Path folder;

  private ModelCheck check(String name, String configuration) {
    Path file = folder.resolve(name);
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      hdf.putAttribute("keras_version", "2.3.1");
      hdf.putAttribute("backend", "tensorflow");
      hdf.putAttribute("model_config", configuration);
      hdf.putDataset("kernel", new float[] {1, 2, 3});
    }
    return new ModelVerifier(ReadOptions.defaults()).check(file);
  }

  private static String sequential(String layer) {
    return "{'class_name':'Sequential','config':{'name':'s','layers':[" + layer + "]}}";
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  @Test
  void layersThatAreCode() {
    ModelCheck check =
        check(
            "lambda.h5",
            json(
                sequential(
                    "{'class_name':'Lambda','config':{'function':['4wEAAAA=',null,null],"
                        + "'function_type':'lambda'}}")));

    assertThat(check.verdict()).isEqualTo(Verdict.DANGEROUS);
    assertThat(check.reason()).contains("Lambda layer", "Python");
  }

  /** A hundred million million parameters. */
  @Test
  void layersThatNoFileFills() {
    ModelCheck check =
        check(
            "huge.h5",
            json(
                sequential(
                    "{'class_name':'Dense','config':{'name':'d','units':10000000,"
                        + "'batch_input_shape':[null,10000000],'activation':'linear',"
                        + "'use_bias':true}}")));

    assertThat(check.verdict()).as(check.reason()).isEqualTo(Verdict.UNREADABLE);
    assertThat(check.reason()).doesNotContain("more memory than there is");
  }

  @Test
  void configurationsThatAreNone() {
    assertThat(check("deep.h5", "[".repeat(5000)).reason()).contains("nests more than 64");
    assertThat(check("text.h5", "no JSON").reason()).contains("not JSON");
    assertThat(check("empty.h5", "{}").verdict()).isEqualTo(Verdict.UNREADABLE);
  }
}
