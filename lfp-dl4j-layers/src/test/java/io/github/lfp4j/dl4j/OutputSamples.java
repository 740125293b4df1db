package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.CLASSES;
import static io.github.lfp4j.dl4j.Fixtures.FEATURES;
import static io.github.lfp4j.dl4j.Fixtures.configuration;
import static io.github.lfp4j.dl4j.Fixtures.convolution;
import static io.github.lfp4j.dl4j.Fixtures.dense;
import static io.github.lfp4j.dl4j.Fixtures.features;
import static io.github.lfp4j.dl4j.Fixtures.images;
import static io.github.lfp4j.dl4j.LayerSample.LAYER;

import io.github.lfp4j.dl4j.LayerSample.Oracle;
import java.util.List;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Cnn3DLossLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Layers that reward starts at. */
final class OutputSamples {

  private OutputSamples() {}

  static List<LayerSample> all() {
    return List.of(
        output("softmax", LossFunction.MCXENT, Activation.SOFTMAX, true),
        output("sigmoid without bias", LossFunction.XENT, Activation.SIGMOID, false),
        new LayerSample(
            "softmax",
            LossLayer.class,
            builder ->
                features(
                    builder,
                    dense(6, Activation.RELU),
                    dense(CLASSES, Activation.IDENTITY),
                    new LossLayer.Builder(LossFunction.MCXENT)
                        .activation(Activation.SOFTMAX)
                        .name(LAYER)
                        .build()),
            Fixtures::blobs,
            Oracle.THEOREM_ONE),
        series("softmax", LossFunction.MCXENT, Activation.SOFTMAX, RNNFormat.NCW, false),
        series("sigmoid", LossFunction.XENT, Activation.SIGMOID, RNNFormat.NCW, true),
        series(
            "squared error, time in the middle",
            LossFunction.MSE,
            Activation.IDENTITY,
            RNNFormat.NWC,
            false),
        new LayerSample(
            "softmax",
            RnnLossLayer.class,
            builder ->
                configuration(
                    builder,
                    InputType.recurrent(FEATURES, Series.STEPS),
                    dense(6, Activation.RELU),
                    dense(CLASSES, Activation.IDENTITY),
                    new RnnLossLayer.Builder(LossFunction.MCXENT)
                        .activation(Activation.SOFTMAX)
                        .name(LAYER)
                        .build()),
            Series::masked,
            Oracle.THEOREM_ONE),
        new LayerSample(
            "softmax",
            CnnLossLayer.class,
            builder ->
                images(
                    builder,
                    convolution(3).activation(Activation.RELU).build(),
                    convolution(CLASSES).activation(Activation.IDENTITY).build(),
                    new CnnLossLayer.Builder(LossFunction.MCXENT)
                        .activation(Activation.SOFTMAX)
                        .name(LAYER)
                        .build()),
            OutputSamples::labelledPixels,
            Oracle.THEOREM_ONE),
        new LayerSample(
            "softmax",
            Cnn3DLossLayer.class,
            builder ->
                configuration(
                    builder,
                    InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 4, 4, 4, 2),
                    volumes(3).activation(Activation.RELU).build(),
                    volumes(CLASSES).activation(Activation.IDENTITY).build(),
                    cnn3DLoss()),
            OutputSamples::labelledVoxels,
            Oracle.THEOREM_ONE));
  }

  private static Convolution3D.Builder volumes(int outputs) {
    return new Convolution3D.Builder(2, 2, 2).nOut(outputs);
  }

  private static Cnn3DLossLayer cnn3DLoss() {
    Cnn3DLossLayer.Builder builder = new Cnn3DLossLayer.Builder(Convolution3D.DataFormat.NCDHW);
    builder.lossFunction(LossFunction.MCXENT).activation(Activation.SOFTMAX).name(LAYER);
    return builder.build();
  }

  /** Volumes, and a class for every voxel that two convolutions leave of them. */
  private static DataSet labelledVoxels(int examples, DataType type) {
    INDArray labels = Nd4j.zeros(type, examples, CLASSES, 2, 2, 2);
    for (int i = 0; i < examples; i++) {
      for (int voxel = 0; voxel < 8; voxel++) {
        int label = (i + voxel) % CLASSES;
        labels.putScalar(new int[] {i, label, voxel / 4, voxel / 2 % 2, voxel % 2}, 1);
      }
    }
    return new DataSet(Fixtures.normal(type, 9, examples, 2, 4, 4, 4), labels);
  }

  private static LayerSample series(
      String name, LossFunction loss, Activation activation, RNNFormat format, boolean masked) {
    return new LayerSample(
        name + (masked ? ", masked" : ""),
        RnnOutputLayer.class,
        builder ->
            configuration(
                builder,
                InputType.recurrent(FEATURES, Series.STEPS, format),
                dense(6, Activation.RELU),
                new RnnOutputLayer.Builder(loss)
                    .nOut(CLASSES)
                    .activation(activation)
                    .dataFormat(format)
                    .name(LAYER)
                    .build()),
        masked ? Series::masked : (n, type) -> Series.of(n, type, format),
        Oracle.THEOREM_ONE);
  }

  /** Images, and a class for every pixel that two convolutions leave of them. */
  private static DataSet labelledPixels(int examples, DataType type) {
    DataSet images = Fixtures.pictures(examples, type);
    int size = Fixtures.SIZE - 2;
    INDArray labels = Nd4j.zeros(type, examples, CLASSES, size, size);
    for (int i = 0; i < examples; i++) {
      for (int y = 0; y < size; y++) {
        for (int x = 0; x < size; x++) {
          labels.putScalar(new int[] {i, (i + x + 2 * y) % CLASSES, y, x}, 1);
        }
      }
    }
    return new DataSet(images.getFeatures(), labels);
  }

  private static LayerSample output(
      String name, LossFunction loss, Activation activation, boolean bias) {
    return new LayerSample(
        name,
        OutputLayer.class,
        builder ->
            features(
                builder,
                dense(6, Activation.RELU),
                new OutputLayer.Builder(loss)
                    .nOut(CLASSES)
                    .activation(activation)
                    .hasBias(bias)
                    .name(LAYER)
                    .build()),
        Fixtures::blobs,
        Oracle.THEOREM_ONE);
  }
}
