package io.github.lfp4j.pruning.relevance;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The epsilon rule through a network of dense layers with ReLU, example by example and weight by
 * weight, from the logit of the true class.
 */
final class NaiveDenseRelevance {
  private static final double EPSILON = 1e-6;

  final double[][] signedUnits;
  final double[][] absoluteUnits;
  final double[][][] signedWeights;
  final double[][][] absoluteWeights;

  NaiveDenseRelevance(MultiLayerNetwork network, INDArray x, INDArray labels) {
    int layers = network.getnLayers();
    signedUnits = new double[layers][];
    absoluteUnits = new double[layers][];
    signedWeights = new double[layers][][];
    absoluteWeights = new double[layers][][];
    double[][][] w = new double[layers][][];
    double[][] b = new double[layers][];
    for (int l = 0; l < layers; l++) {
      w[l] = network.getLayer(l).getParam("W").toDoubleMatrix();
      b[l] = network.getLayer(l).getParam("b").toDoubleVector();
      signedUnits[l] = new double[b[l].length];
      absoluteUnits[l] = new double[b[l].length];
      signedWeights[l] = new double[w[l].length][b[l].length];
      absoluteWeights[l] = new double[w[l].length][b[l].length];
    }
    for (int n = 0; n < x.rows(); n++) {
      example(w, b, x.getRow(n).toDoubleVector(), labels.getRow(n).toDoubleVector());
    }
  }

  private void example(double[][][] w, double[][] b, double[] x, double[] label) {
    int layers = w.length;
    double[][] a = new double[layers + 1][];
    double[][] z = new double[layers][];
    a[0] = x;
    for (int l = 0; l < layers; l++) {
      z[l] = b[l].clone();
      a[l + 1] = new double[b[l].length];
      for (int j = 0; j < b[l].length; j++) {
        for (int i = 0; i < a[l].length; i++) {
          z[l][j] += a[l][i] * w[l][i][j];
        }
        a[l + 1][j] = l == layers - 1 ? z[l][j] : Math.max(0, z[l][j]);
      }
    }
    double[] relevance = new double[label.length];
    for (int c = 0; c < label.length; c++) {
      relevance[c] = label[c] * z[layers - 1][c];
    }
    for (int l = layers - 1; l >= 0; l--) {
      double[] below = new double[a[l].length];
      for (int j = 0; j < relevance.length; j++) {
        if (l < layers - 1) {
          signedUnits[l][j] += relevance[j];
          absoluteUnits[l][j] += Math.abs(relevance[j]);
        }
        double q = relevance[j] / (z[l][j] + (z[l][j] < 0 ? -EPSILON : EPSILON));
        for (int i = 0; i < below.length; i++) {
          double part = a[l][i] * w[l][i][j] * q;
          signedWeights[l][i][j] += part;
          absoluteWeights[l][i][j] += Math.abs(part);
          below[i] += part;
        }
      }
      relevance = below;
    }
  }
}
