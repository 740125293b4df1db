package io.github.lfp4j.dl4j.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That a golden suite notices what is wrong, and cannot be brought down by what it finds. */
class GoldenSuiteTest {

  @TempDir private Path root;

  private Path reward;
  private Path rule;

  @BeforeEach
  void copyTwoCases() throws IOException, URISyntaxException {
    GoldenCopies copies = new GoldenCopies(root);
    reward = copies.copy("rewards/softmax");
    rule = copies.copy("lrp/linear_bias_gamma0.25");
  }

  private static void replace(Path folder, String part, String by) throws IOException {
    GoldenCopies.replace(folder, part, by);
  }

  private List<String> run() {
    return new GoldenCopies(root).run();
  }

  @Test
  void saysNothingButTheCountIfAllIsWell() {
    assertThat(run()).containsExactly("golden: 2 passed, 0 failed, 0 unsupported");
  }

  @Test
  void countsACaseOnceHoweverOftenItIsFound() {
    GoldenSuite.Outcome outcome =
        new GoldenSuite()
            .addBelow(root)
            .addBelow(root.resolve("rewards"))
            .run(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
    assertThat(outcome.cases()).isEqualTo(2);
  }

  @Test
  void noticesAWrongNumber() throws IOException {
    Path file = reward.resolve("reward.npy");
    byte[] bytes = Files.readAllBytes(file);
    // The second highest byte of the last number: its exponent's last bit, or its leading digits.
    bytes[bytes.length - 2] ^= 0x40;
    Files.write(file, bytes);
    assertThat(run()).hasSize(2).last().isEqualTo("golden: 1 passed, 1 failed, 0 unsupported");
    assertThat(run().get(0))
        .startsWith("failed rewards/softmax: reward differs in 1 of 45 numbers, most at 44");
  }

  @Test
  void noticesAnotherParameterOfTheRule() throws IOException {
    replace(rule, "\"gamma\": 0.25", "\"gamma\": 0.26");
    assertThat(run())
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("failed lrp/linear_bias_gamma0.25: relevance_out0 differs"));
  }

  @Test
  void noticesAnExpectedTensorThatIsNotComputed() throws IOException {
    replace(
        reward,
        "\"labels\": {\n   \"role\": \"input\"",
        "\"labels\": {\n   \"role\": \"expected\"");
    assertThat(run()).contains("failed rewards/softmax: labels is expected but was not computed");
  }

  @Test
  void aMissingFileIsAFailure() throws IOException {
    Files.delete(rule.resolve("x0.npy"));
    assertThat(run()).last().isEqualTo("golden: 1 passed, 1 failed, 0 unsupported");
    assertThat(run().get(0)).contains("failed lrp/linear_bias_gamma0.25").contains("x0.npy");
  }

  @Test
  void aBrokenManifestIsAFailure() throws IOException {
    Files.writeString(rule.resolve("manifest.json"), "{\"kind\": ");
    assertThat(run()).last().isEqualTo("golden: 1 passed, 1 failed, 0 unsupported");
  }

  @Test
  void whatIsNotKnownIsUnsupported() throws IOException {
    replace(reward, "\"SoftmaxLossReward\"", "\"SomeOtherReward\"");
    replace(rule, "\"Linear\"", "\"LayerNorm\"");
    assertThat(run())
        .containsExactly(
            "unsupported lrp/linear_bias_gamma0.25: no affine map for module LayerNorm",
            "unsupported rewards/softmax: unknown reward function 'SomeOtherReward'",
            "golden: 0 passed, 0 failed, 2 unsupported");
  }

  @Test
  void unknownKindsRulesAndArgumentsAreUnsupported() throws IOException {
    replace(reward, "\"kind\": \"reward\"", "\"kind\": \"riddle\"");
    replace(rule, "\"rule\": \"Gamma\"", "\"rule\": \"Delta\"");
    assertThat(run())
        .contains(
            "unsupported lrp/linear_bias_gamma0.25: unknown rule 'Delta'",
            "unsupported rewards/softmax: unknown kind 'riddle'");
    replace(rule, "\"rule\": \"Delta\"", "\"rule\": \"Gamma\"");
    replace(rule, "\"gamma\": 0.25", "\"gamma\": 0.25, \"delta\": 1");
    assertThat(run())
        .contains(
            "unsupported lrp/linear_bias_gamma0.25: unknown arguments [delta] of the rule Gamma");
  }

  @Test
  void odditiesAreUnsupported() throws IOException {
    replace(rule, "\"group\": \"lrp\"", "\"group\": \"lrp\", \"oddity\": true");
    assertThat(run())
        .contains(
            "unsupported lrp/linear_bias_gamma0.25: oddity: behaviour of the reference that is not"
                + " copied");
  }
}
