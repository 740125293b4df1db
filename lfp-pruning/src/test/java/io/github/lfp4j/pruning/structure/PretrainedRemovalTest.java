package io.github.lfp4j.pruning.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.model.ModelFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.BooleanIndexing;
import org.nd4j.linalg.indexing.conditions.Conditions;

/** Units of models that others trained with several versions of Deeplearning4j. */
class PretrainedRemovalTest {

  private static Path folder;

  @BeforeAll
  static void find() {
    folder = Path.of(System.getProperty("lfp.shared", "missing"), "models", "dl4j");
    assumeTrue(
        Files.isDirectory(folder),
        "no pretrained models below the folder of the property lfp.shared");
  }

  /** Every other unit goes where it can. */
  @ParameterizedTest
  @CsvSource({
    "lenet-mnist-20-50-500.zip, 2x784, 570, 431080, 109295",
    "lenet-mnist-20-50-500-old-json.zip, 2x784, 570, 431080, 109295",
    "lenet-mnist-97.zip, 2x784, 570, 431080, 109295",
    "predict-gender-mlp.zip, 2x235, 170, 27542, 12128",
    "SyntheticBidirectionalRNNGraph_100b6.zip, 2x10x5, 32, 4515, 1619",
    "SyntheticCNN_100b6.zip, 2x1x28x28, 12, 1304, 1250",
    "regression_080_CG_LSTM_1.zip, 2x3x5, 8, 477, 161",
    "regression_080_MLP_1.zip, 2x3, 4, 41, 23",
    "upsampling_net_100a.zip, 2x1x28x28, 8, 94178, 62771"
  })
  void goAndDeeplearning4jReadsTheRest(
      String file, String shape, int groups, long parameters, long left) throws IOException {
    Network network = ModelFiles.read(folder.resolve(file));
    Structure structure = Structure.of(network);
    assertThat(structure.groups()).hasSize(groups);
    assertThat(network.params().length()).isEqualTo(parameters);
    Set<Integer> removed =
        structure.groups().stream()
            .filter(group -> group.members().stream().allMatch(m -> m.unit() % 2 == 1))
            .map(UnitGroup::id)
            .collect(Collectors.toSet());
    Network smaller = new UnitRemoval(structure, removed).apply(network);
    assertThat(smaller.params().length()).isEqualTo(left);

    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    smaller.save(zip);
    ByteArrayInputStream in = new ByteArrayInputStream(zip.toByteArray());
    Network read =
        Network.of(
            smaller.model() instanceof ComputationGraph
                ? ModelSerializer.restoreComputationGraph(in)
                : ModelSerializer.restoreMultiLayerNetwork(in));
    INDArray x =
        Nd4j.rand(Arrays.stream(shape.split("x", -1)).mapToInt(Integer::parseInt).toArray());
    INDArray y = read.output(x);
    assertThat(BooleanIndexing.and(y, Conditions.isFinite())).isTrue();
    if (file.startsWith("lenet")) { // what puts out zero for zero can be silenced
      UnitRemovalTest.silence(network, structure, removed);
      assertThat(y.equalsWithEps(network.output(x), 1e-5)).isTrue();
    }
  }
}
