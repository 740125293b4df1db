package io.github.lfp4j.dl4j.golden;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The order of a parameter's numbers in the reference and in the network. */
interface ParameterLayout {

  /**
   * The numbers as the network has them.
   *
   * @param reference not changed
   * @return as many numbers as the network's parameter has, in C order of its shape
   */
  INDArray toNetwork(INDArray reference);

  /** The reverse, as a copy. */
  INDArray toReference(INDArray own);

  /** The layout of a module's weights. */
  static ParameterLayout of(ModuleSpec module) {
    return switch (module.type()) {
      case "Linear" -> new Transposed();
      case "Conv1d" -> new OverTime(module.single("kernel_size", 1));
      case "Conv2d" -> ofImages(module);
      default -> new Same();
    };
  }

  private static ParameterLayout ofImages(ModuleSpec module) {
    if (module.isDepthwise()) {
      return new Depthwise(module.groups());
    }
    return module.groups() == 1 ? new Same() : new Blocks(module.groups());
  }

  /** The same numbers in the same order. */
  record Same() implements ParameterLayout {
    @Override
    public INDArray toNetwork(INDArray reference) {
      return reference;
    }

    @Override
    public INDArray toReference(INDArray own) {
      return own.dup('c');
    }
  }

  /** As many numbers in a row. */
  record Row() implements ParameterLayout {
    @Override
    public INDArray toNetwork(INDArray reference) {
      return reference;
    }

    @Override
    public INDArray toReference(INDArray own) {
      return own.dup('c').reshape(own.length());
    }
  }

  /** Dense weights: [out, in] in the reference, [in, out] here. */
  record Transposed() implements ParameterLayout {
    @Override
    public INDArray toNetwork(INDArray reference) {
      return reference.transpose();
    }

    @Override
    public INDArray toReference(INDArray own) {
      return own.transpose().dup('c');
    }
  }

  /**
   * Convolutions over time: [out, in, kernel] in the reference; here the numbers are those of
   * [kernel, in, out], whatever shape DL4J gives them.
   */
  record OverTime(int kernel) implements ParameterLayout {
    @Override
    public INDArray toNetwork(INDArray reference) {
      return reference.permute(2, 1, 0).dup('c');
    }

    @Override
    public INDArray toReference(INDArray own) {
      long out = own.size(0);
      return own.dup('c').reshape('c', kernel, -1, out).permute(2, 1, 0).dup('c');
    }
  }

  /** Depthwise weights: [C M, 1, height, width] in the reference, [height, width, C, M] here. */
  record Depthwise(int channels) implements ParameterLayout {
    @Override
    public INDArray toNetwork(INDArray reference) {
      long[] s = reference.shape();
      return reference
          .dup('c')
          .reshape('c', channels, s[0] / channels, s[2], s[3])
          .permute(2, 3, 0, 1);
    }

    @Override
    public INDArray toReference(INDArray own) {
      long[] s = own.shape();
      return own.permute(2, 3, 0, 1).dup('c').reshape('c', s[2] * s[3], 1, s[0], s[1]);
    }
  }

  /**
   * Groups of channels, which DL4J has no layer for: [out, in / groups, height, width] in the
   * reference, a plain convolution here whose weights between groups are zero. Feedback is
   * proportional to the size of a weight, so that they stay zero.
   */
  record Blocks(int groups) implements ParameterLayout {
    @Override
    public INDArray toNetwork(INDArray reference) {
      long[] s = reference.shape();
      INDArray all = Nd4j.zeros(reference.dataType(), s[0], s[1] * groups, s[2], s[3]);
      copy(reference, all, s[0], s[1], true);
      return all;
    }

    @Override
    public INDArray toReference(INDArray own) {
      long[] s = own.shape();
      INDArray blocks = Nd4j.zeros(own.dataType(), s[0], s[1] / groups, s[2], s[3]);
      copy(blocks, own, s[0], s[1] / groups, false);
      double inside = blocks.mul(blocks).sumNumber().doubleValue();
      double everywhere = own.mul(own).sumNumber().doubleValue();
      if (everywhere - inside > 1e-12 * everywhere) {
        throw new IllegalStateException("weights between groups are not zero");
      }
      return blocks;
    }

    private void copy(INDArray blocks, INDArray all, long out, long in, boolean toAll) {
      for (long o = 0; o < out; o++) {
        long first = o / (out / groups) * in;
        for (long c = 0; c < in; c++) {
          INDArray inBlock = blocks.slice(o).slice(c);
          INDArray inAll = all.slice(o).slice(first + c);
          (toAll ? inAll : inBlock).assign(toAll ? inBlock : inAll);
        }
      }
    }
  }
}
