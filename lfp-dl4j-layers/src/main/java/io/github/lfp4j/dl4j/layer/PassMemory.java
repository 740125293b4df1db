package io.github.lfp4j.dl4j.layer;

import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.ResetPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;

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

  private PassMemory() {}

  /** A manager that puts everything into the workspace. */
  public static LayerWorkspaceMgr manager() {
    return LayerWorkspaceMgr.builder().defaultWorkspace(WORKSPACE, CONFIGURATION).build();
  }

  /**
   * Whether a layer has to keep its forward pass: in training, without workspaces, and in a pass
   * that comes back. Otherwise its arrays are gone before anybody could.
   */
  static boolean comesBack(boolean training, LayerWorkspaceMgr workspaceMgr) {
    return training
        || workspaceMgr.isScopedOut(ArrayType.ACTIVATIONS)
        || WORKSPACE.equals(workspaceMgr.getWorkspaceName(ArrayType.ACTIVATIONS));
  }
}
