package io.github.lfp4j.dl4j.layer;

import java.util.Set;
import java.util.function.Supplier;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.ResetPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The memory of a pass through a network in evaluation mode and back: one workspace for everything,
 * open until the pass is over and used again by the next.
 */
public final class PassMemory {

  /** The workspace's name. */
  public static final String WORKSPACE = "WS_LFP_PASS";

  /** How it grows: to what the first pass needed. */
  public static final WorkspaceConfiguration CONFIGURATION =
      WorkspaceConfiguration.builder()
          .initialSize(0)
          .overallocationLimit(0.05)
          .policyLearning(LearningPolicy.FIRST_LOOP)
          .policyReset(ResetPolicy.BLOCK_LEFT)
          .policySpill(SpillPolicy.REALLOCATE)
          .policyAllocation(AllocationPolicy.OVERALLOCATE)
          .build();

  /** Workspaces in which activations are kept until the pass is over: ours, and DL4J's. */
  private static final Set<String> KEPT = Set.of(WORKSPACE, "WS_ALL_LAYERS_ACT");

  private PassMemory() {}

  /** A manager that puts everything into the workspace. */
  public static LayerWorkspaceMgr manager() {
    return LayerWorkspaceMgr.builder().defaultWorkspace(WORKSPACE, CONFIGURATION).build();
  }

  /**
   * Whether a layer has to keep its forward pass: in training, without workspaces, in a pass that
   * comes back, and where DL4J keeps the activations of all layers, which it does in training (a
   * frozen layer is evaluated as in inference then). Otherwise its arrays are gone before anybody
   * could.
   */
  static boolean comesBack(boolean training, LayerWorkspaceMgr workspaceMgr) {
    return training
        || workspaceMgr.isScopedOut(ArrayType.ACTIVATIONS)
        || KEPT.contains(workspaceMgr.getWorkspaceName(ArrayType.ACTIVATIONS));
  }

  /**
   * An array that lives as long as an output layer's input: the workspace manager of the backward
   * pass would place it where it is gone before the score is computed. Where the activations are in
   * no workspace, neither is the array: DL4J marks the current one as lent out then.
   */
  static INDArray besideInput(
      INDArray input, LayerWorkspaceMgr workspaceMgr, Supplier<INDArray> allocation) {
    boolean attached = input.isAttached() && !workspaceMgr.isScopedOut(ArrayType.ACTIVATIONS);
    MemoryWorkspace home = attached ? input.data().getParentWorkspace() : null;
    try (MemoryWorkspace scope =
        home != null && home.isScopeActive()
            ? home.notifyScopeBorrowed()
            : Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      return allocation.get();
    }
  }
}
