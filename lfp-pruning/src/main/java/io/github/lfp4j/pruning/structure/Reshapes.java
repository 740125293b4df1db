package io.github.lfp4j.pruning.structure;

import java.util.Arrays;
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

/** What preprocessors do to units, and how they are told of fewer channels. */
final class Reshapes {

  private Reshapes() {}

  /** The units along the unit axis of what a preprocessor puts out. */
  static int[] through(InputPreProcessor shape, int[] in, Units units) {
    if (shape == null
        || shape instanceof FeedForwardToRnnPreProcessor
        || shape instanceof RnnToFeedForwardPreProcessor) {
      return in;
    }
    if (shape instanceof CnnToFeedForwardPreProcessor p) {
      int pixels = (int) (p.getInputHeight() * p.getInputWidth());
      return flattened(in, pixels, p.getFormat() == CNN2DFormat.NHWC);
    }
    if (shape instanceof Cnn3DToFeedForwardPreProcessor p) {
      int pixels = (int) (p.getInputDepth() * p.getInputHeight() * p.getInputWidth());
      return flattened(in, pixels, !p.isNCDHW());
    }
    if (shape instanceof CnnToRnnPreProcessor p) {
      return flattened(in, (int) (p.getInputHeight() * p.getInputWidth()), false);
    }
    if (shape instanceof FeedForwardToCnnPreProcessor p) {
      return gathered(in, (int) p.getNumChannels(), units);
    }
    if (shape instanceof RnnToCnnPreProcessor p) {
      return gathered(in, p.getNumChannels(), units);
    }
    if (shape instanceof FeedForwardToCnn3DPreProcessor p && p.isNCDHW()) {
      return gathered(in, p.getNumChannels(), units);
    }
    if (shape instanceof ComposableInputPreProcessor all) {
      int[] units0 = in;
      for (InputPreProcessor each : all.getInputPreProcessors()) {
        units0 = through(each, units0, units);
      }
      return units0;
    }
    units.fix(in, shape.getClass().getSimpleName() + " reads them in a form that is not followed");
    return in;
  }

  /** Every channel stands for each of its pixels. */
  private static int[] flattened(int[] channels, int pixels, boolean channelsLast) {
    int[] flat = new int[channels.length * pixels];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = channels[channelsLast ? i % channels.length : i / pixels];
    }
    return flat;
  }

  /** Neighbours become the pixels of a channel, and go together from here on. */
  private static int[] gathered(int[] flat, int channels, Units units) {
    int pixels = flat.length / channels;
    for (int i = 0; i < flat.length; i++) {
      units.join(flat[i / pixels * pixels], flat[i]);
    }
    return IntStream.range(0, channels).map(c -> flat[c * pixels]).toArray();
  }

  /**
   * A preprocessor for fewer units.
   *
   * @param in units that come in
   * @param out units that go out
   */
  static InputPreProcessor resized(InputPreProcessor shape, int in, int out) {
    if (shape == null) {
      return null;
    }
    InputPreProcessor copy = shape.clone();
    if (copy instanceof CnnToFeedForwardPreProcessor p) {
      p.setNumChannels(in);
    } else if (copy instanceof Cnn3DToFeedForwardPreProcessor p) {
      p.setNumChannels(in);
    } else if (copy instanceof CnnToRnnPreProcessor p) {
      return new CnnToRnnPreProcessor(
          p.getInputHeight(), p.getInputWidth(), in, p.getRnnDataFormat());
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
    int[] current = IntStream.range(0, in).toArray();
    for (int i = 0; i < parts.length; i++) {
      Units scratch = new Units();
      int[] from = scratch.make("", current.length);
      InputPreProcessor first = resized(parts[i], from.length, channels(parts[i], from.length));
      current = Arrays.copyOf(from, through(first, from, scratch).length);
      parts[i] = first;
    }
    return new ComposableInputPreProcessor(parts);
  }

  /** How many channels so many flat units make. */
  private static int channels(InputPreProcessor shape, int flat) {
    if (shape instanceof FeedForwardToCnnPreProcessor p) {
      return (int) (flat / (p.getInputHeight() * p.getInputWidth()));
    }
    if (shape instanceof RnnToCnnPreProcessor p) {
      return flat / (p.getInputHeight() * p.getInputWidth());
    }
    if (shape instanceof FeedForwardToCnn3DPreProcessor p) {
      return flat / (p.getInputDepth() * p.getInputHeight() * p.getInputWidth());
    }
    return flat;
  }
}
