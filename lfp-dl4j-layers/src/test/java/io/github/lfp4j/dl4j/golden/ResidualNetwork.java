package io.github.lfp4j.dl4j.golden;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The stock Deeplearning4j configuration of the reference's networks with residual sums, in 64
 * bits. Vertices bear the names of their modules; the second activation of a block, which the
 * reference does by the same module, and sums that have no module get names of their own.
 */
final class ResidualNetwork {

  private static final String MLP = "h=relu(l1(x0)); y=out(sum(l2(h),h))";
  private static final String BLOCK = "torchvision BasicBlock: relu(sum(";
  private static final String RESNET = "x=relu(bn1(conv1(x))); x=block1(x); x=block2(x)";

  private final GoldenCase golden;
  private final Map<String, ModuleSpec> modules = new LinkedHashMap<>();
  private final GraphBuilder graph;

  private ResidualNetwork(GoldenCase golden) {
    this.golden = golden;
    golden.modules().forEach(module -> modules.put(module.name(), module));
    this.graph =
        new NeuralNetConfiguration.Builder()
            .dataType(DataType.DOUBLE)
            .miniBatch(false)
            .updater(new Sgd(1))
            .graphBuilder();
  }

  /** Whether a case is about such a network. */
  static boolean isFor(GoldenCase golden) {
    String topology = golden.text("topology");
    return topology.equals(MLP)
        || topology.startsWith(BLOCK)
        || topology.startsWith(RESNET)
        || isSum(golden);
  }

  private static boolean isSum(GoldenCase golden) {
    List<ModuleSpec> modules = golden.modules();
    return modules.size() == 1 && modules.get(0).type().equals("Sum");
  }

  /** Why the network of such a case has no counterpart; empty if it has. */
  static Optional<String> unsupported(GoldenCase golden) {
    for (ModuleSpec module : golden.modules()) {
      Optional<String> reason =
          module.type().equals("Sum") ? Optional.empty() : SequentialModules.unsupported(module);
      if (reason.isPresent()) {
        return reason;
      }
    }
    return Optional.empty();
  }

  /**
   * The configuration.
   *
   * @param crossEntropy whether a summed softmax cross-entropy follows
   * @param input the type of each input
   */
  static ComputationGraphConfiguration configuration(
      GoldenCase golden, boolean crossEntropy, InputType input) {
    return new ResidualNetwork(golden).build(crossEntropy, input);
  }

  private ComputationGraphConfiguration build(boolean crossEntropy, InputType input) {
    String topology = golden.text("topology");
    graph.addInputs("x0");
    String last;
    if (isSum(golden)) {
      // The reference of LRP has both inputs in one tensor.
      boolean two = golden.has("x1") || golden.kind().equals("lrp_rule");
      if (two) {
        graph.addInputs("x1");
      }
      last = sum("sum", "x0", two ? "x1" : "x0");
      graph.setInputTypes(two ? new InputType[] {input, input} : new InputType[] {input});
    } else {
      if (topology.equals(MLP)) {
        add("l1", new ActivationReLU(), "x0");
        last = add("out", sum("sum", add("l2", "l1"), "l1"));
      } else if (topology.startsWith(BLOCK)) {
        last = block("", "x0");
      } else {
        String stem = relu("relu", add("bn1", add("conv1", "x0")));
        last = add("fc", add("avgpool", block("block2.", block("block1.", stem))));
      }
      graph.setInputTypes(input);
    }
    if (crossEntropy) {
      LossLayer loss =
          new LossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build();
      graph.addLayer("loss", loss, last);
      last = "loss";
    }
    return graph.setOutputs(last).build();
  }

  private String block(String prefix, String in) {
    String half = relu(prefix + "relu", add(prefix + "bn1", add(prefix + "conv1", in)));
    String whole = add(prefix + "bn2", add(prefix + "conv2", half));
    boolean shrinks = modules.containsKey(prefix + "downsample.0");
    String skipped = shrinks ? add(prefix + "downsample.1", add(prefix + "downsample.0", in)) : in;
    return relu(prefix + "relu2", sum(prefix + sumName(), skipped, whole));
  }

  /** The reference of LRP gets its sums from a canonizer and names them so. */
  private String sumName() {
    return golden.kind().startsWith("lrp") ? "canonizer_sum" : "sum";
  }

  private String add(String name, String in) {
    return add(name, new ActivationIdentity(), in);
  }

  private String add(String name, IActivation activation, String in) {
    ModuleSpec module = modules.get(name);
    boolean weighted = module.isWeighted();
    graph.addLayer(
        name,
        weighted ? StockNetwork.weighted(module, activation) : StockNetwork.other(module),
        in);
    return name;
  }

  private String relu(String name, String in) {
    graph.addLayer(name, new ActivationLayer(Activation.RELU), in);
    return name;
  }

  private String sum(String name, String... in) {
    graph.addVertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Add), in);
    return name;
  }
}
