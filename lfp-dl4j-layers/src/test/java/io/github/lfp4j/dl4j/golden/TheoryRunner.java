package io.github.lfp4j.dl4j.golden;

import io.github.lfp4j.core.reward.SoftmaxReward;
import io.github.lfp4j.dl4j.Lfp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.databind.JsonNode;

/**
 * Cases of kind {@code theory}: feedback and gradient of networks for which Theorem 1 of arXiv
 * 2308.12053 says that they agree, {@code f = -|p| dL/dp}.
 *
 * <p>Both come from Deeplearning4j's own training pass: feedback from a network of LFP layers, the
 * gradient from the stock network that this plugin turns it back into.
 */
final class TheoryRunner implements CaseRunner {

  @Override
  public Optional<String> unsupported(GoldenCase golden) {
    boolean dependsOnMode =
        golden.modules().stream()
            .anyMatch(m -> m.type().startsWith("BatchNorm") || m.type().equals("Dropout"));
    return dependsOnMode && !golden.text("mode").equals("train")
        ? Optional.of("Deeplearning4j computes gradients in training mode only")
        : GoldenNetwork.unsupported(golden);
  }

  @Override
  public List<String> run(GoldenCase golden) {
    INDArray x = golden.array("x0");
    Lfp options =
        Lfp.with(GoldenPath.epsilon(golden.number("epsilon"))).reward(new SoftmaxReward());
    GoldenNetwork lfp = GoldenNetwork.withCrossEntropy(golden, options, x);
    GoldenNetwork plain = lfp.toStandard();
    Map<String, INDArray> feedback = gradients(lfp, golden);
    Map<String, INDArray> gradient = gradients(plain, golden);

    Comparison comparison = new Comparison(golden);
    List<String> mismatches = new ArrayList<>();
    for (String name : lfp.parameters().names()) {
      INDArray f = lfp.parameters().gradient(name, feedback).negi();
      INDArray g = plain.parameters().gradient(name, gradient);
      comparison.with("feedback." + name, f).with("dLdw." + name, g);
      theorem(golden, name, f, g.mul(Transforms.abs(lfp.parameters().value(name))), mismatches);
    }
    mismatches.addAll(comparison.mismatches());
    return mismatches;
  }

  private static Map<String, INDArray> gradients(GoldenNetwork network, GoldenCase golden) {
    INDArray x = golden.array("x0");
    // The size of the last layer's output is that of the labels.
    long classes = network.output(x).size(1);
    INDArray like = Nd4j.zeros(x.dataType(), x.size(0), classes);
    return network.gradients(x, RewardRunner.targets(golden.array("labels"), like));
  }

  /** That the theorem holds as well as it does for the reference with the same epsilon. */
  private static void theorem(
      GoldenCase golden, String name, INDArray f, INDArray scaled, List<String> mismatches) {
    double error = Transforms.abs(f.add(scaled)).maxNumber().doubleValue();
    double allowed = statedError(golden) * 1.01 + 1e-9;
    if (!(error <= allowed)) {
      mismatches.add(
          "feedback of %s differs from |p| dL/dp by %s, more than %s"
              .formatted(name, error, allowed));
    }
  }

  private static double statedError(GoldenCase golden) {
    var errors = golden.node("errors_by_epsilon_float64").fields();
    while (errors.hasNext()) {
      Map.Entry<String, JsonNode> error = errors.next();
      if (Double.parseDouble(error.getKey()) == golden.number("epsilon")) {
        return error.getValue().path("max_abs_err").asDouble();
      }
    }
    throw new IllegalArgumentException("the manifest states no error for its epsilon");
  }
}
