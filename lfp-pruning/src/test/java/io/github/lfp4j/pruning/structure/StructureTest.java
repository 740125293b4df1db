package io.github.lfp4j.pruning.structure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.dl4j.network.Network;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What goes together, and what stays and why. */
class StructureTest {

  private static Set<String> groups(Structure structure) {
    return structure.groups().stream()
        .map(
            group ->
                group.members().stream()
                    .map(m -> structure.names().get(m.layer()) + m.unit())
                    .collect(Collectors.joining(" ")))
        .collect(Collectors.toSet());
  }

  @Test
  void whatIsAddedGoesTogether() {
    Sample sample = new Sample("", GraphSamples.residual(CNN2DFormat.NCHW).build(), () -> null);
    Structure structure = Structure.of(sample.network());
    Set<String> expected =
        Stream.concat(
                IntStream.range(0, 6).mapToObj(i -> "c1" + i),
                IntStream.range(0, 8).mapToObj(i -> "c2" + i + " shortcut" + i + " c3" + i))
            .collect(Collectors.toSet());
    assertThat(groups(structure)).isEqualTo(expected);
    assertThat(structure.fixed().values()).containsExactly("they are the network's output 'out'");
    assertThat(structure.sizes().values()).containsExactlyInAnyOrder(6, 8, 8, 8, 3);
  }

  @Test
  void depthwiseUnitsGoWithTheirChannel() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            ChainSamples.chain(
                InputType.convolutional(4, 4, 1),
                ChainSamples.conv(2, CNN2DFormat.NCHW).name("c").build(),
                new DepthwiseConvolution2D.Builder(2, 2).depthMultiplier(2).name("d").build(),
                ChainSamples.output()));
    network.init();
    assertThat(groups(Structure.of(Network.of(network))))
        .containsExactlyInAnyOrder("c0 d0 d1", "c1 d2 d3");
  }

  /** Names are for people: some layers have none, and some share one. */
  @Test
  void layersAreToldApartByTheirIndex() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            ChainSamples.chain(
                InputType.feedForward(3),
                new DenseLayer.Builder().nOut(4).name("same").build(),
                new DenseLayer.Builder().nOut(5).name("same").build(),
                ChainSamples.dense(6),
                ChainSamples.output()));
    network.init();
    Network whole = Network.of(network);
    Structure structure = Structure.of(whole);
    assertThat(structure.names().values()).containsExactly("same", "same", "layer2", "layer3");
    assertThat(structure.sizes()).containsEntry(0, 4).containsEntry(1, 5).containsEntry(2, 6);
    Set<Integer> removed =
        structure.groups().stream()
            .filter(g -> g.members().get(0).layer() == 1 && g.members().get(0).unit() > 1)
            .map(UnitGroup::id)
            .collect(Collectors.toSet());
    Network smaller = new UnitRemoval(structure, removed).apply(whole);
    assertThat(Structure.of(smaller).sizes().values()).containsExactly(4, 2, 6, 3);
    INDArray x = Nd4j.randn(DataType.DOUBLE, 2, 3);
    whole
        .layers()
        .get(2)
        .layer()
        .getParam("W")
        .get(org.nd4j.linalg.indexing.NDArrayIndex.interval(2, 5))
        .assign(0);
    assertThat(smaller.output(x).equalsWithEps(whole.output(x), 1e-12)).isTrue();
  }

  static List<LeftSamples.Left> left() {
    return LeftSamples.all();
  }

  @ParameterizedTest
  @MethodSource("left")
  void whatStaysIsNamedWithTheReason(LeftSamples.Left left) {
    Network network = left.sample().network();
    Structure structure = Structure.of(network);
    assertThat(structure.fixed().get(left.layer())).contains(left.reason());
    assertThat(structure.groups())
        .as("the units of another layer can go")
        .isNotEmpty()
        .allSatisfy(group -> assertThat(group.members()).noneMatch(m -> m.layer() == left.layer()));
  }
}
