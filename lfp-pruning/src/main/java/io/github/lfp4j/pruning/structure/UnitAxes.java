package io.github.lfp4j.pruning.structure;

import java.util.OptionalInt;
import java.util.Set;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.rnn.DuplicateToTimeSeriesVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected1D;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.SpaceToBatchLayer;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling1D;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.Upsampling3D;
import org.deeplearning4j.nn.conf.layers.ZeroPadding1DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPadding3DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping1D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping3D;
import org.deeplearning4j.nn.conf.layers.misc.RepeatVector;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.TimeDistributed;
import org.deeplearning4j.nn.conf.preprocessor.CnnToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.ComposableInputPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnn3DPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;

/**
 * Which axis of activations counts units, the axis of the examples being 0: the axis 1 unless a
 * layer says that channels come last. Of a network's input it is not known.
 */
final class UnitAxes {

  static final int UNKNOWN = 0;
  static final int FIRST = 1;

  /** Those that have no setting for it and read channels first. */
  private static final Set<Class<?>> CHANNELS_FIRST =
      Set.of(
          Subsampling1DLayer.class,
          ZeroPadding1DLayer.class,
          Cropping1D.class,
          Upsampling1D.class,
          LocallyConnected1D.class,
          ZeroPadding3DLayer.class,
          Cropping3D.class);

  private UnitAxes() {}

  /** Which axis of its input a layer takes for that of the units; nothing if any will do. */
  static OptionalInt read(Layer layer) {
    if (CHANNELS_FIRST.stream().anyMatch(kind -> kind.isInstance(layer))) {
      return OptionalInt.of(FIRST);
    }
    if (layer instanceof DenseLayer || layer instanceof RepeatVector) {
      return OptionalInt.of(FIRST);
    }
    if (layer instanceof TimeDistributed steps) {
      return series(steps.getRnnDataFormat());
    }
    Layer wrapped = WrapperStructures.wrapped(layer);
    if (wrapped != null) {
      return read(wrapped);
    }
    return layer instanceof EmbeddingSequenceLayer ? OptionalInt.empty() : format(layer);
  }

  /**
   * The unit axis of a layer's output.
   *
   * @param before that of what the layer reads
   */
  static int after(Layer layer, int before) {
    if (layer instanceof LastTimeStep || layer instanceof EmbeddingLayer) {
      return FIRST;
    }
    if (layer instanceof RepeatVector repeat) {
      return last(repeat.getDataFormat() == RNNFormat.NWC, 2);
    }
    if (layer instanceof EmbeddingSequenceLayer sequence) {
      return series(sequence.getOutputFormat()).orElse(FIRST);
    }
    return read(layer).orElse(before);
  }

  /** The unit axis of what comes out of a preprocessor. */
  static int after(InputPreProcessor shape, int before) {
    if (shape == null) {
      return before;
    }
    if (shape instanceof FeedForwardToCnn3DPreProcessor p) {
      return last(!p.isNCDHW(), 4);
    }
    if (shape instanceof CnnToRnnPreProcessor p) {
      return last(p.getRnnDataFormat() == RNNFormat.NWC, 2);
    }
    if (shape instanceof FeedForwardToRnnPreProcessor p) {
      return last(p.getRnnDataFormat() == RNNFormat.NWC, 2);
    }
    if (shape instanceof ComposableInputPreProcessor all) {
      int axis = before;
      for (InputPreProcessor each : all.getInputPreProcessors()) {
        axis = after(each, axis);
      }
      return axis;
    }
    return FIRST;
  }

  /** The unit axis of what comes out of a vertex. */
  static int after(GraphVertex vertex, int before) {
    if (vertex instanceof PreprocessorVertex shape) {
      return after(shape.getPreProcessor(), before);
    }
    return vertex instanceof LastTimeStepVertex || vertex instanceof DuplicateToTimeSeriesVertex
        ? FIRST
        : before;
  }

  /** What the setting of a layer says, if it has one. */
  private static OptionalInt format(Layer layer) {
    if (layer instanceof Convolution3D c) {
      return volumes(c.getDataFormat());
    }
    if (layer instanceof Deconvolution3D c) {
      return volumes(c.getDataFormat());
    }
    if (layer instanceof Subsampling3DLayer c) {
      return volumes(c.getDataFormat());
    }
    if (layer instanceof Upsampling3D c) {
      return volumes(c.getDataFormat());
    }
    if (layer instanceof Convolution1DLayer c) {
      return series(c.getRnnDataFormat());
    }
    if (layer instanceof BaseRecurrentLayer c) {
      return OptionalInt.of(series(c.getRnnDataFormat()).orElse(FIRST)); // old models do not say
    }
    return imageFormat(layer);
  }

  private static OptionalInt imageFormat(Layer layer) {
    if (layer instanceof ConvolutionLayer c) {
      return images(c.getCnn2dDataFormat());
    }
    if (layer instanceof SubsamplingLayer c) {
      return images(c.getCnn2dDataFormat());
    }
    if (layer instanceof LocallyConnected2D c) {
      return images(c.getFormat());
    }
    if (layer instanceof Upsampling2D c) {
      return images(c.getFormat());
    }
    if (layer instanceof ZeroPaddingLayer c) {
      return images(c.getDataFormat());
    }
    if (layer instanceof Cropping2D c) {
      return images(c.getDataFormat());
    }
    if (layer instanceof SpaceToDepthLayer c) {
      return images(c.getDataFormat());
    }
    return layer instanceof SpaceToBatchLayer c ? images(c.getFormat()) : OptionalInt.empty();
  }

  private static OptionalInt images(CNN2DFormat format) {
    return format == null
        ? OptionalInt.empty()
        : OptionalInt.of(last(format == CNN2DFormat.NHWC, 3));
  }

  private static OptionalInt series(RNNFormat format) {
    return format == null ? OptionalInt.empty() : OptionalInt.of(last(format == RNNFormat.NWC, 2));
  }

  private static OptionalInt volumes(Convolution3D.DataFormat format) {
    return format == null
        ? OptionalInt.empty()
        : OptionalInt.of(last(format == Convolution3D.DataFormat.NDHWC, 4));
  }

  private static int last(boolean channelsLast, int axis) {
    return channelsLast ? axis : FIRST;
  }
}
