package io.github.lfp4j.core.map;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/** ND4J's operations by name. */
final class NativeOperation {

  private NativeOperation() {}

  /**
   * Runs an operation.
   *
   * @param helpers whether it may use oneDNN or cuDNN
   */
  static void run(
      String name, int[] arguments, boolean helpers, INDArray[] inputs, INDArray[] outputs) {
    // In one call: the builder counts the arguments of each call by itself and rejects a part.
    DynamicCustomOp operation =
        DynamicCustomOp.builder(name)
            .addIntegerArguments(arguments)
            .addInputs(inputs)
            .addOutputs(outputs)
            .build();
    if (helpers) {
      Nd4j.exec(operation);
    } else {
      runWithoutHelpers(operation);
    }
  }

  private static void runWithoutHelpers(DynamicCustomOp operation) {
    OpContext context = Nd4j.getExecutioner().buildContext();
    try {
      context.allowHelpers(false);
      context.setInputArrays(operation.inputArguments());
      context.setOutputArrays(operation.outputArguments());
      context.setIArguments(operation.iArgs());
      Nd4j.exec(operation, context);
    } finally {
      close(context);
    }
  }

  private static void close(OpContext context) {
    try {
      context.close();
    } catch (Exception e) {
      throw new IllegalStateException("cannot release what a native operation holds", e);
    }
  }
}
