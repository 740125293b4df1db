package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.cnn;
import static io.github.lfp4j.dl4j.Fixtures.fit;
import static io.github.lfp4j.dl4j.Fixtures.floats;
import static io.github.lfp4j.dl4j.Fixtures.network;
import static io.github.lfp4j.dl4j.Fixtures.pictures;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lfp4j.core.reward.BoundedSoftmaxReward;
import io.github.lfp4j.core.reward.LossReward;
import io.github.lfp4j.core.reward.NeuronReward;
import io.github.lfp4j.core.reward.Reward;
import io.github.lfp4j.core.reward.Rewards;
import io.github.lfp4j.core.rule.AlphaBetaRule;
import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.core.rule.GammaRule;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.core.rule.Rules;
import io.github.lfp4j.core.rule.WSquareRule;
import io.github.lfp4j.core.rule.ZBoxRule;
import io.github.lfp4j.core.rule.ZPlusRule;
import io.github.lfp4j.dl4j.conf.LfpOutputLayer;
import io.github.lfp4j.dl4j.conf.RewardedConf;
import io.github.lfp4j.dl4j.noise.GaussianInputNoise;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** JSON, YAML, model files and clones keep everything that learning depends on. */
class SerializationTest {

  @TempDir Path folder;

  static Stream<Rule> rules() {
    return Stream.concat(
        Rules.names().stream().map(Rules::byName),
        Stream.of(
            new EpsilonRule(0.01, true),
            new GammaRule(0.5, 0.01, true),
            new AlphaBetaRule(3, 2, 0.01, true),
            new ZPlusRule(0.01, true),
            new WSquareRule(0.01, true),
            new ZBoxRule(List.of(-2.0, -3.0, -4.0, -5.0), List.of(4.0), 0.01)));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void everyRuleSurvives(Rule rule) {
    RuleMap map =
        rule.form() == Rule.Form.TOTAL
            ? RuleMap.all(new EpsilonRule(0.125)).first(rule)
            : RuleMap.all(rule);
    int width = Fixtures.FEATURES; // the pass rule needs as many outputs as inputs
    MultiLayerConfiguration configuration =
        Lfp.with(map)
            .configure(
                Fixtures.features(
                    floats(),
                    Fixtures.dense(width, Activation.TANH),
                    Fixtures.dense(width, Activation.TANH),
                    Fixtures.output()));
    assertSurvives(configuration);
    assertThat(configuration.toJson()).contains(rule.getClass().getName());
    assertLearnsTheSame(configuration, Fixtures.blobs(6, DataType.FLOAT));
  }

  static Stream<Reward> rewards() {
    return Stream.concat(
        Rewards.names().stream().map(Rewards::byName),
        Stream.of(
            new BoundedSoftmaxReward(0.1, 0.9, true),
            new NeuronReward(false, 2),
            new LossReward(new LossMSE(), new ActivationIdentity())));
  }

  @ParameterizedTest
  @MethodSource("rewards")
  void everyRewardSurvives(Reward reward) {
    MultiLayerConfiguration configuration =
        Lfp.defaults().reward(reward).configure(Fixtures.mlp(floats(), Activation.RELU));
    assertSurvives(configuration);
    for (MultiLayerConfiguration copy :
        List.of(
            MultiLayerConfiguration.fromJson(configuration.toJson()),
            MultiLayerConfiguration.fromYaml(configuration.toYaml()))) {
      assertThat(((RewardedConf) copy.getConf(2).getLayer()).getReward()).isEqualTo(reward);
    }
    assertLearnsTheSame(configuration, Fixtures.blobs(6, DataType.FLOAT));
  }

  /** A reward of a user's own: what somebody says about each class. */
  record Opinions(List<Double> praise) implements Reward {
    @JsonCreator
    Opinions(@JsonProperty("praise") List<Double> praise) {
      this.praise = praise;
    }

    @Override
    public INDArray reward(INDArray logits, INDArray labels) {
      INDArray row = Nd4j.create(praise).castTo(logits.dataType()).reshape(1, praise.size());
      return Nd4j.tile(row, (int) logits.size(0), 1);
    }
  }

  @Test
  void rewardsOfAUsersOwnSurvive() {
    MultiLayerConfiguration configuration =
        Lfp.defaults()
            .reward(new Opinions(List.of(1.0, -0.5, 0.0)))
            .configure(Fixtures.mlp(floats(), Activation.RELU));
    assertSurvives(configuration);
    assertLearnsTheSame(configuration, Fixtures.blobs(6, DataType.FLOAT));
  }

  @Test
  void rewardsOfTheWrongShapeAreRefused() {
    MultiLayerNetwork network =
        network(
            Lfp.defaults()
                .reward(new Opinions(List.of(1.0)))
                .configure(Fixtures.mlp(floats(), Activation.RELU)));
    assertThatThrownBy(() -> network.fit(Fixtures.blobs(6, DataType.FLOAT)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Opinions")
        .hasMessageContaining("[6, 1]")
        .hasMessageContaining("[6, 3]");
  }

  @Test
  void settingsThatDifferAreNotEqual() {
    MultiLayerConfiguration stock = Fixtures.mlp(floats(), Activation.RELU);
    MultiLayerConfiguration lfp = Lfp.defaults().configure(stock);
    assertThat(lfp).isNotEqualTo(stock).isEqualTo(Lfp.defaults().configure(stock));
    assertThat(lfp).isNotEqualTo(Lfp.with(new EpsilonRule(0.5)).configure(stock));
    assertThat(lfp).isNotEqualTo(Lfp.defaults().reward(new NeuronReward(true, 1)).configure(stock));
    assertThat(new GaussianInputNoise(0.1))
        .isEqualTo(new GaussianInputNoise(0.1))
        .hasSameHashCodeAs(new GaussianInputNoise(0.1))
        .isNotEqualTo(new GaussianInputNoise(0.2));
  }

  private static void assertSurvives(MultiLayerConfiguration configuration) {
    String json = configuration.toJson();
    MultiLayerConfiguration fromJson = MultiLayerConfiguration.fromJson(json);
    assertThat(fromJson).isEqualTo(configuration);
    assertThat(fromJson.toJson()).isEqualTo(json);
    MultiLayerConfiguration fromYaml = MultiLayerConfiguration.fromYaml(configuration.toYaml());
    assertThat(fromYaml).isEqualTo(configuration);
    assertThat(fromYaml.toJson()).isEqualTo(json);
    assertThat(configuration.clone()).isEqualTo(configuration);
    for (NeuralNetConfiguration conf : configuration.getConfs()) {
      assertThat(NeuralNetConfiguration.fromJson(conf.toJson())).isEqualTo(conf);
    }
  }

  /** Networks of a configuration and of its JSON and YAML take the same steps. */
  private static void assertLearnsTheSame(MultiLayerConfiguration configuration, DataSet data) {
    MultiLayerNetwork original = network(configuration.clone());
    INDArray start = original.params().dup();
    MultiLayerNetwork json = network(MultiLayerConfiguration.fromJson(configuration.toJson()));
    MultiLayerNetwork yaml = network(MultiLayerConfiguration.fromYaml(configuration.toYaml()));
    assertThat(json.params()).isEqualTo(start);
    for (MultiLayerNetwork each : List.of(original, json, yaml)) {
      Nd4j.getRandom().setSeed(5);
      fit(each, data, 2);
    }
    assertThat(original.params().isNaN().any()).isFalse();
    assertThat(json.params()).isEqualTo(original.params());
    assertThat(yaml.params()).isEqualTo(original.params());
    assertThat(json.output(data.getFeatures())).isEqualTo(original.output(data.getFeatures()));
  }

  static Stream<IUpdater> updaters() {
    return Stream.of(new Sgd(0.01), new Nesterovs(0.01, 0.9), new Adam(0.001));
  }

  @ParameterizedTest
  @MethodSource("updaters")
  void savedAndClonedNetworksContinueWithIdenticalSteps(IUpdater updater) throws IOException {
    DataSet data = pictures(4, DataType.FLOAT);
    MultiLayerNetwork network = Fixtures.lfp(cnn(floats().updater(updater)));
    fit(network, data, 3);
    File file = folder.resolve("model.zip").toFile();
    ModelSerializer.writeModel(network, file, true);
    MultiLayerNetwork restored = ModelSerializer.restoreMultiLayerNetwork(file, true);
    MultiLayerNetwork clone = network.clone();
    INDArray before = network.params().dup();
    assertThat(restored.getLayerWiseConfigurations())
        .isEqualTo(network.getLayerWiseConfigurations());
    assertThat(restored.params()).isEqualTo(before);
    assertThat(restored.getIterationCount()).isEqualTo(3);
    assertThat(restored.output(data.getFeatures())).isEqualTo(network.output(data.getFeatures()));

    fit(network, data, 3);
    fit(restored, data, 3);
    fit(clone, data, 3);
    assertThat(network.params()).isNotEqualTo(before);
    assertThat(restored.params()).isEqualTo(network.params());
    assertThat(clone.params()).isEqualTo(network.params());
    assertThat(clone.getLayerWiseConfigurations().getConf(7).getLayer())
        .isInstanceOf(LfpOutputLayer.class);
  }

  @Test
  void networksWithoutUpdaterStateAreRestoredForPrediction() throws IOException {
    MultiLayerNetwork network = Fixtures.lfp(cnn(floats().updater(new Adam(0.01))));
    File file = folder.resolve("small.zip").toFile();
    ModelSerializer.writeModel(network, file, false);
    DataSet data = pictures(4, DataType.FLOAT);
    assertThat(ModelSerializer.restoreMultiLayerNetwork(file, false).output(data.getFeatures()))
        .isEqualTo(network.output(data.getFeatures()));
  }
}
