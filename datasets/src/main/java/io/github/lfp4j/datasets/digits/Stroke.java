package io.github.lfp4j.datasets.digits;

import java.util.ArrayList;
import java.util.List;

/**
 * One movement of the pen without lifting it: control points which a smooth curve passes through,
 * some of them corners.
 */
final class Stroke {

  private static final int STEPS = 7;

  private final double[][] points;
  private final boolean[] corner;

  private Stroke(double[][] points, boolean[] corner) {
    this.points = points;
    this.corner = corner;
  }

  /**
   * Reads strokes from text such as {@code "15,10 82,10 / 40,95 ; 30,50 70,50"}.
   *
   * @param text points as {@code x,y}; {@code /} makes the point before it a corner, {@code ;}
   *     starts another stroke
   */
  static List<Stroke> parse(String text) {
    List<Stroke> strokes = new ArrayList<>();
    for (String part : text.split(";", -1)) {
      List<double[]> points = new ArrayList<>();
      List<Boolean> corners = new ArrayList<>();
      for (String token : part.trim().split("\\s+", -1)) {
        if (token.equals("/")) {
          corners.set(corners.size() - 1, true);
        } else {
          int comma = token.indexOf(',');
          double x = Double.parseDouble(token.substring(0, comma));
          double y = Double.parseDouble(token.substring(comma + 1));
          points.add(new double[] {x, y});
          corners.add(false);
        }
      }
      boolean[] corner = new boolean[corners.size()];
      for (int i = 0; i < corner.length; i++) {
        corner[i] = corners.get(i);
      }
      strokes.add(new Stroke(points.toArray(new double[0][]), corner));
    }
    return strokes;
  }

  /** The control points as x, y in a box of 100 by 100, y downwards. */
  double[][] points() {
    return points;
  }

  /**
   * The stroke as a chain of short straight lines: a cubic Hermite curve through the points, its
   * tangents half the way from the neighbour before to the neighbour after (Catmull and Rom, 1974),
   * one-sided at ends and corners.
   *
   * @param moved the control points, after whatever has moved them; as many as {@link #points}
   */
  double[][] line(double[][] moved) {
    List<double[]> line = new ArrayList<>();
    line.add(moved[0]);
    for (int i = 0; i + 1 < moved.length; i++) {
      double[] from = moved[i];
      double[] to = moved[i + 1];
      double[] before = i == 0 || corner[i] ? from : moved[i - 1];
      double[] after = i + 2 >= moved.length || corner[i + 1] ? to : moved[i + 2];
      for (int step = 1; step <= STEPS; step++) {
        double t = (double) step / STEPS;
        double[] point = new double[2];
        for (int axis = 0; axis < 2; axis++) {
          double leaving = (to[axis] - before[axis]) / 2;
          double arriving = (after[axis] - from[axis]) / 2;
          point[axis] =
              (1 + 2 * t) * (1 - t) * (1 - t) * from[axis]
                  + t * (1 - t) * (1 - t) * leaving
                  + t * t * (3 - 2 * t) * to[axis]
                  + t * t * (t - 1) * arriving;
        }
        line.add(point);
      }
    }
    return line.toArray(new double[0][]);
  }
}
