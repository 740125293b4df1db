package io.github.lfp4j.dl4j.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That cases of whole networks fail if any of their numbers or settings is another. */
class GoldenKindsTest {

  @TempDir private Path root;

  private GoldenCopies copies;

  @BeforeEach
  void nothingCopiedYet() {
    copies = new GoldenCopies(root);
  }

  /** Changes one number by a thousandth of its size, the largest number of the tensor. */
  private static void disturb(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int start = 10 + numbers.getShort(8);
    int largest = start;
    for (int at = start; at < bytes.length; at += 4) {
      if (Math.abs(numbers.getFloat(at)) > Math.abs(numbers.getFloat(largest))) {
        largest = at;
      }
    }
    numbers.putFloat(largest, numbers.getFloat(largest) * 1.001f);
    Files.write(file, bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rules/linear_step_linear_eps1e-06",
        "rules/conv2d_bn_relu_train_eps1e-06",
        "rules/linear_bn1d_relu_linear_eval_eps1e-06",
        "rules/linear_3d_input_eps1e-06",
        "rules/maxpool2d_ties_eps1e-06",
        "rules/conv1d_s2_p1_eps1e-06",
        "rules/convtranspose2d_s2_eps1e-06",
        "rules/conv2d_depthwise_eps1e-06",
        "rules/conv2d_groups2_eps1e-06",
        "lrp/conv2d_s2p1_nobias_groups2_flat",
        "theory/mlp_relu_nobias",
        "theory/cnn_bn_train",
        "train/toydense_relu_clip0.05",
        "rules/residual_mlp_eps1e-06",
        "rules/basicblock_train_eps1e-06",
        "rules/sum_eps0.01",
        "lrp/sum_norm",
        "lrp/batchnorm2d_eval_pass",
        "lrp/convnet_EpsilonGammaBox_zerobias"
      })
  void eachExpectedTensorCounts(String name) throws IOException, URISyntaxException {
    Path folder = copies.copy(name);
    assertThat(copies.run()).containsExactly("golden: 1 passed, 0 failed, 0 unsupported");
    for (GoldenTensor tensor : GoldenCase.read(folder).tensors("expected")) {
      if (tensor.maxAbs() < 1e-3) {
        // What is zero but for rounding.
        continue;
      }
      Path file = folder.resolve(tensor.file());
      byte[] right = Files.readAllBytes(file);
      disturb(file);
      assertThat(copies.run())
          .as(tensor.name())
          .hasSize(2)
          .first()
          .asString()
          .startsWith("failed " + name + ":")
          .contains(tensor.name() + " differs in 1 of");
      Files.write(file, right);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rules/linear_step_linear_eps1e-06           | "Step"               | "Tanh"
          rules/relu_avgpool2d_eps0.01                | "epsilon": 0.01      | "epsilon": 0.011
          rules/conv2d_bn_relu_train_eps1e-06         | "mode": "train"      | "mode": "eval"
          rules/conv2d_bn_relu_train_eps1e-06         | "momentum": 0.1      | "momentum": 0.2
          rules/linear_bn1d_relu_linear_eval_eps1e-06 | "eps": 1e-05         | "eps": 1e-02
          rules/conv_relu_maxpool_flatten_linear_eps1e-06 | "MaxPool2d"      | "AvgPool2d"
          theory/mlp_relu_nobias                      | "epsilon": 1e-06     | "epsilon": 0.01
          theory/mlp_relu_nobias                      | "max_abs_err":       | "max_abs_err": 1e-9, "was":
          train/toydense_step                         | "lr": 0.1            | "lr": 0.11
          train/toydense_step                         | "momentum": 0.9      | "momentum": 0.8
          train/toydense_relu_clip0.05                | "max_norm": 0.05     | "max_norm": 0.06
          train/toydense_relu_clip0.05                | "SoftmaxLossReward"  | "SigmoidLossReward"
          lrp/convnet_EpsilonGammaBox_zerobias        | "gamma": 0.25        | "gamma": 0.3
          lrp/convnet_EpsilonGammaBox_zerobias        | "2": "Gamma"         | "2": "ZPlus"
          lrp/convnet_EpsilonGammaBox_zerobias        | "high": 3.0          | "high": 3.5
          lrp/bnnet_EpsilonPlusFlat_nocanonizer       | "1": "Pass"          | "1": "Norm"
          rules/sum_eps0.01                           | "epsilon": 0.01      | "epsilon": 0.011
          rules/residual_mlp_eps1e-06                 | "epsilon": 1e-06     | "epsilon": 0.01
          rules/basicblock_train_eps1e-06             | "momentum": 0.1      | "momentum": 0.2
          lrp/sum_norm                                | "stabilizer": 1e-06  | "stabilizer": 0.01
          lrp/resnet_EpsilonPlusFlat                  | "ResNetCanonizer"    | null
          lrp/resnet_EpsilonPlusFlat                  | "block2.downsample.0": "ZPlus" | "block2.downsample.0": "Epsilon"
          lrp/resnet_EpsilonPlusFlat                  | "eps": 1e-05         | "eps": 1e-02
          lrp/bnnet_EpsilonPlusFlat_nocanonizer       | "8": "Epsilon"       | "8": "ZPlus"
          """)
  void eachSettingCounts(String name, String setting, String other)
      throws IOException, URISyntaxException {
    GoldenCopies.replace(copies.copy(name), setting, other);
    assertThat(copies.run())
        .hasSize(2)
        .last()
        .isEqualTo("golden: 0 passed, 1 failed, 0 unsupported");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rules/linear_step_linear_eps1e-06 | "LFPEpsilonComposite" | "LFPHebbianEpsilonComposite" | Hebbian rules are not part of LFP
          rules/linear_step_linear_eps1e-06 | "Step"                | "GELU"  | ND4J has only approximations of GELU, the reference computes it exactly
          rules/linear_step_linear_eps1e-06 | "Step"                | "Riddle" | no layer for module Riddle
          rules/conv2d_rect_eps1e-06        | "groups": 1           | "groups": 1, "padding_mode": "circular" | convolution with padding mode circular
          rules/convtranspose2d_s2_eps1e-06 | "groups": 1           | "groups": 2 | transposed convolution with groups or output padding
          rules/conv1d_s2_p1_eps1e-06       | "groups": 1           | "groups": 2 | convolution over time with groups
          rules/linear_step_linear_eps1e-06 | "sequential, in listed order" | "a ring" | modules that do not follow one another: a ring
          train/toydense_step               | "nesterov": false     | "nesterov": true | training with Nesterov momentum
          lrp/bnnet_EpsilonPlusFlat_nocanonizer | "canonizer": null | "canonizer": "Merge" | unknown canonizer 'Merge'
          lrp/batchnorm2d_eval_pass         | "rule": "Pass"        | "rule": "ZPlus" | another than the pass rule on batch normalisation
          """)
  void saysWhyACaseIsUnsupported(String name, String setting, String other, String reason)
      throws IOException, URISyntaxException {
    GoldenCopies.replace(copies.copy(name), setting, other);
    assertThat(copies.run())
        .containsExactly(
            "unsupported " + name + ": " + reason, "golden: 0 passed, 0 failed, 1 unsupported");
  }
}
