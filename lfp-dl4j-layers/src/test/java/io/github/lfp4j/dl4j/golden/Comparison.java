package io.github.lfp4j.dl4j.golden;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What was computed for a case, to be compared with everything that the case expects. */
final class Comparison {

  private final GoldenCase golden;
  private final Map<String, INDArray> computed = new LinkedHashMap<>();
  private final Map<String, String> instead = new LinkedHashMap<>();
  private final Set<String> left = new HashSet<>();

  Comparison(GoldenCase golden) {
    this.golden = golden;
  }

  /** Compares with another tensor of the case than the one that is expected. */
  Comparison instead(String tensor, String other) {
    instead.put(tensor, other);
    return this;
  }

  /** Enters a computed tensor. */
  Comparison with(String tensor, INDArray values) {
    computed.put(tensor, values);
    return this;
  }

  /** Says that an expected tensor follows from others, and is not compared itself. */
  Comparison leaveOut(String tensor) {
    left.add(tensor);
    return this;
  }

  /** A sentence for each expected tensor that was not computed or does not match. */
  List<String> mismatches() {
    List<String> all = new ArrayList<>();
    for (GoldenTensor tensor : golden.tensors("expected")) {
      INDArray actual = computed.get(tensor.name());
      if (left.contains(tensor.name())) {
        continue;
      }
      if (actual == null) {
        all.add(tensor.name() + " is expected but was not computed");
      } else {
        String name = instead.getOrDefault(tensor.name(), tensor.name());
        compare(golden.tensor(name), golden.array(name), actual, all);
      }
    }
    return all;
  }

  private static void compare(
      GoldenTensor tensor, INDArray expected, INDArray actual, List<String> mismatches) {
    if (!Arrays.equals(expected.shape(), actual.shape())) {
      mismatches.add(
          tensor.name()
              + " has shape "
              + Arrays.toString(actual.shape())
              + " instead of "
              + Arrays.toString(expected.shape()));
      return;
    }
    double[] want = expected.dup('c').data().asDouble();
    double[] have = actual.dup('c').data().asDouble();
    double largest = Arrays.stream(want).map(Math::abs).max().orElse(0);
    double tolerance = tensor.tolerance(largest);
    int wrong = 0;
    int worst = -1;
    for (int i = 0; i < want.length; i++) {
      if (!matches(want[i], have[i], tolerance)) {
        wrong++;
        if (worst < 0 || difference(want[i], have[i]) > difference(want[worst], have[worst])) {
          worst = i;
        }
      }
    }
    if (wrong > 0) {
      mismatches.add(
          "%s differs in %d of %d numbers, most at %d: %s instead of %s (tolerance %s)"
              .formatted(
                  tensor.name(), wrong, want.length, worst, have[worst], want[worst], tolerance));
    }
  }

  private static boolean matches(double want, double have, double tolerance) {
    return Double.isFinite(want)
        ? Math.abs(want - have) <= tolerance
        : Double.compare(want, have) == 0;
  }

  /** The difference; infinite where one of the two is not a number. */
  private static double difference(double want, double have) {
    double difference = Math.abs(want - have);
    return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
  }
}
