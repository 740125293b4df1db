package io.github.lfp4j.pruning.structure;

import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.Cnn3DToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.CnnToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.ComposableInputPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnn3DPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.modelimport.keras.preprocessors.TensorFlowCnnToFeedForwardPreProcessor;
import org.deeplearning4j.preprocessors.KerasFlattenRnnPreprocessor;

/** What preprocessors do to units, and how they are told of fewer channels. */
final class Reshapes {

  private Reshapes() {}

  /**
   * The units along the unit axis of what a preprocessor puts out; empty if they are not known.
   *
   * @param shape null for none
   * @param in what comes in, known
   * @param axis which axis of that counts units
   * @param expected how many units the layer behind it reads; 0 if that is not known
   */
  static int[] through(
      InputPreProcessor shape, int[] in, int axis, long expected, Units units, Node node) {
    if (shape == null
        || shape instanceof FeedForwardToRnnPreProcessor
        || shape instanceof RnnToFeedForwardPreProcessor) {
      return in;
    }
    if (shape instanceof CnnToFeedForwardPreProcessor p) {
      return flattened(in, p.getInputHeight() * p.getInputWidth(), expected, channelsLast(p));
    }
    if (shape instanceof Cnn3DToFeedForwardPreProcessor p) {
      long pixels = p.getInputDepth() * p.getInputHeight() * p.getInputWidth();
      return flattened(in, pixels, expected, !p.isNCDHW());
    }
    if (shape instanceof CnnToRnnPreProcessor p) {
      return flattened(in, p.getInputHeight() * p.getInputWidth(), expected, false);
    }
    if (shape instanceof KerasFlattenRnnPreprocessor) {
      return flattened(in, 0, expected, axis > 1);
    }
    if (shape instanceof FeedForwardToCnnPreProcessor p) {
      return gathered(in, p.getNumChannels(), false, units);
    }
    if (shape instanceof RnnToCnnPreProcessor p) {
      return gathered(in, p.getNumChannels(), false, units);
    }
    if (shape instanceof FeedForwardToCnn3DPreProcessor p) {
      return gathered(in, p.getNumChannels(), !p.isNCDHW(), units);
    }
    if (shape instanceof ComposableInputPreProcessor all) {
      return through(all, in, axis, expected, units, node);
    }
    String kind = shape.getClass().getSimpleName();
    units.fix(in, node.quoted() + " reads them through a " + kind + ", which is not followed");
    return LayerStructure.UNKNOWN;
  }

  private static int[] through(
      ComposableInputPreProcessor all, int[] in, int axis, long expected, Units units, Node node) {
    int[] current = in;
    int currentAxis = axis;
    for (InputPreProcessor each : all.getInputPreProcessors()) {
      if (current.length > 0) {
        current = through(each, current, currentAxis, expected, units, node);
        currentAxis = UnitAxes.after(each, currentAxis);
      }
    }
    return current;
  }

  @SuppressWarnings("deprecation") // what old imported models have
  private static boolean channelsLast(CnnToFeedForwardPreProcessor shape) {
    return shape instanceof TensorFlowCnnToFeedForwardPreProcessor
        || shape.getFormat() == CNN2DFormat.NHWC;
  }

  /**
   * Every channel stands for each of its pixels.
   *
   * @param pixels 0 if the preprocessor does not know them before it has seen an example
   */
  private static int[] flattened(int[] in, long pixels, long expected, boolean channelsLast) {
    int each = (int) (pixels == 0 ? expected / in.length : pixels);
    // What is flat already goes through as it is.
    if (each == 0 || in.length == expected) {
      return in;
    }
    int[] flat = new int[in.length * each];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = in[channelsLast ? i % in.length : i / each];
    }
    return flat;
  }

  /** Units become the pixels of a channel, and go together from here on. */
  private static int[] gathered(int[] flat, long count, boolean channelsLast, Units units) {
    int channels = (int) count;
    if (flat.length == channels) {
      return flat;
    }
    int pixels = flat.length / channels;
    int[] gathered = new int[channels];
    for (int c = 0; c < channels; c++) {
      gathered[c] = flat[channelsLast ? c : c * pixels];
      for (int p = 0; p < pixels; p++) {
        units.join(gathered[c], flat[channelsLast ? p * channels + c : c * pixels + p]);
      }
    }
    return gathered;
  }

  /**
   * A preprocessor for fewer units.
   *
   * @param in units that come in
   * @param out units that go out
   */
  static InputPreProcessor resized(InputPreProcessor shape, int in, int out) {
    InputPreProcessor copy = shape.clone();
    if (copy instanceof CnnToFeedForwardPreProcessor p) {
      // Without sizes it takes them from the first example.
      p.setNumChannels(p.getNumChannels() == 0 ? 0 : in);
    } else if (copy instanceof Cnn3DToFeedForwardPreProcessor p) {
      p.setNumChannels(in);
    } else if (copy instanceof CnnToRnnPreProcessor p) {
      return new CnnToRnnPreProcessor(
          p.getInputHeight(), p.getInputWidth(), in, p.getRnnDataFormat());
    } else if (copy instanceof KerasFlattenRnnPreprocessor) {
      return new KerasFlattenRnnPreprocessor(in, out / in);
    } else if (copy instanceof FeedForwardToCnnPreProcessor p) {
      p.setNumChannels(out);
    } else if (copy instanceof RnnToCnnPreProcessor p) {
      return new RnnToCnnPreProcessor(
          p.getInputHeight(), p.getInputWidth(), out, p.getRnnDataFormat());
    } else if (copy instanceof FeedForwardToCnn3DPreProcessor p) {
      p.setNumChannels(out);
    } else if (copy instanceof ComposableInputPreProcessor all) {
      return resized(all, in);
    }
    return copy;
  }

  /** Each of several in turn: flattened units are those of each channel times its pixels. */
  private static InputPreProcessor resized(ComposableInputPreProcessor all, int in) {
    InputPreProcessor[] parts = all.getInputPreProcessors().clone();
    int current = in;
    for (int i = 0; i < parts.length; i++) {
      int out = outputs(parts[i], current);
      parts[i] = resized(parts[i], current, out);
      current = out;
    }
    return new ComposableInputPreProcessor(parts);
  }

  /** How many units come out of a preprocessor if so many come in. */
  private static int outputs(InputPreProcessor shape, int in) {
    if (shape instanceof FeedForwardToCnnPreProcessor p) {
      return (int) (in / (p.getInputHeight() * p.getInputWidth()));
    }
    if (shape instanceof RnnToCnnPreProcessor p) {
      return in / (p.getInputHeight() * p.getInputWidth());
    }
    if (shape instanceof FeedForwardToCnn3DPreProcessor p) {
      return in / (p.getInputDepth() * p.getInputHeight() * p.getInputWidth());
    }
    int[] some = IntStream.range(0, in).toArray();
    return through(shape, some, 1, 0, new Units(), null).length;
  }
}
