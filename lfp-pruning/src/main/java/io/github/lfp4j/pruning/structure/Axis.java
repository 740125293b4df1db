package io.github.lfp4j.pruning.structure;

import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * What runs along an axis of a parameter, and so which of its places stay.
 *
 * @param side whose units they are
 * @param selection which places stay where these units do
 */
record Axis(Side side, UnaryOperator<Selection> selection) {

  /** Whose units run along an axis. */
  enum Side {
    /** Nobody's: the taps of a window, a vocabulary, an axis of length one. */
    NONE,
    /** Those that the layer reads. */
    IN,
    /** Those that the layer makes or passes on. */
    OUT
  }

  /** Places that stay, in ascending order, of so many. */
  static final class Selection {
    private final int[] places;
    private final int of;

    Selection(int[] places, int of) {
      this.places = places;
      this.of = of;
    }

    int[] places() {
      return places;
    }

    int of() {
      return of;
    }

    int count() {
      return places.length;
    }
  }

  static final Axis NONE = new Axis(Side.NONE, UnaryOperator.identity());
  static final Axis IN = new Axis(Side.IN, UnaryOperator.identity());
  static final Axis OUT = new Axis(Side.OUT, UnaryOperator.identity());

  /** Four blocks of hidden units, one for each gate of an LSTM. */
  static final Axis GATES = new Axis(Side.OUT, kept -> blocks(kept, 4, 0));

  /** The same with three peephole columns behind them. */
  static final Axis GATES_AND_PEEPHOLES = new Axis(Side.OUT, kept -> blocks(kept, 4, 3));

  /** Of each unit that is read, several in a row: the outputs of a depthwise convolution. */
  static Axis multiplied(int multiplier) {
    return new Axis(
        Side.IN,
        kept ->
            new Selection(
                IntStream.of(kept.places())
                    .flatMap(i -> IntStream.range(i * multiplier, (i + 1) * multiplier))
                    .toArray(),
                kept.of() * multiplier));
  }

  /** The same axis where only the first half of the units on its side are its own. */
  Axis ofFirstHalf() {
    return new Axis(
        side,
        kept -> {
          int size = kept.of() / 2;
          int[] places = IntStream.of(kept.places()).filter(i -> i < size).toArray();
          return selection.apply(new Selection(places, size));
        });
  }

  /**
   * The places that stay.
   *
   * @param in what is read; null if unknown, and then all of it
   * @param out what comes out, likewise
   * @return in ascending order; null for all
   */
  int[] places(Selection in, Selection out) {
    Selection kept = side == Side.IN ? in : side == Side.OUT ? out : null;
    return kept == null ? null : selection.apply(kept).places();
  }

  private static Selection blocks(Selection kept, int count, int behind) {
    IntStream blocks =
        IntStream.range(0, count)
            .flatMap(block -> IntStream.of(kept.places()).map(i -> block * kept.of() + i));
    int end = count * kept.of();
    int[] places = IntStream.concat(blocks, IntStream.range(end, end + behind)).toArray();
    return new Selection(places, end + behind);
  }
}
