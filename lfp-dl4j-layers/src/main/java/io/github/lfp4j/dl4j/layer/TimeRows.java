package io.github.lfp4j.dl4j.layer;

import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.util.TimeSeriesUtils;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Time series as rows, one for each example and time step, in the order that Deeplearning4j's own
 * layers and masks have.
 *
 * @param format of the series
 */
record TimeRows(RNNFormat format) {

  /**
   * A series as rows.
   *
   * @param series [N, F, T] or [N, T, F]
   * @return [N T, F], in working memory
   */
  INDArray of(INDArray series, LayerWorkspaceMgr workspaceMgr) {
    return TimeSeriesUtils.reshape3dTo2d(ncw(series), workspaceMgr, ArrayType.BP_WORKING_MEM);
  }

  /**
   * Rows as a series.
   *
   * @param rows [N T, F]
   * @param examples N
   * @return [N, F, T] or [N, T, F]
   */
  INDArray back(INDArray rows, long examples, LayerWorkspaceMgr workspaceMgr, ArrayType type) {
    return ncw(TimeSeriesUtils.reshape2dTo3d(rows, examples, workspaceMgr, type));
  }

  /** With the time last, or the other way round. */
  INDArray ncw(INDArray series) {
    return format == RNNFormat.NWC ? series.permute(0, 2, 1) : series;
  }

  /**
   * A mask as rows.
   *
   * @param mask [N, T], or [N, C, T] for one of every output
   */
  static INDArray ofMask(INDArray mask, LayerWorkspaceMgr workspaceMgr) {
    ArrayType working = ArrayType.BP_WORKING_MEM;
    return mask.rank() == 3
        ? TimeSeriesUtils.reshapePerOutputTimeSeriesMaskTo2d(mask, workspaceMgr, working)
        : TimeSeriesUtils.reshapeTimeSeriesMaskToVector(mask, workspaceMgr, working);
  }
}
