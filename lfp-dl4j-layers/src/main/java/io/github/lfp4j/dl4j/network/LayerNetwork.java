package io.github.lfp4j.dl4j.network;

import io.github.lfp4j.dl4j.Lfp;
import io.github.lfp4j.dl4j.LfpException;
import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.relevance.Canonizer;
import io.github.lfp4j.dl4j.relevance.RelevancePass;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** Layers one after the other. */
record LayerNetwork(MultiLayerNetwork model) implements Network {

  static Network fromJson(String json) {
    MultiLayerConfiguration configuration = MultiLayerConfiguration.fromJson(json);
    boolean layers =
        configuration != null
            && configuration.getConfs() != null
            && !configuration.getConfs().isEmpty()
            && configuration.getConfs().stream().allMatch(c -> c != null && c.getLayer() != null);
    if (!layers) {
      throw new LfpException(NO_LAYERS);
    }
    return new LayerNetwork(new MultiLayerNetwork(configuration));
  }

  private MultiLayerConfiguration configuration() {
    return model.getLayerWiseConfigurations();
  }

  @Override
  public List<NetworkLayer> layers() {
    List<NeuralNetConfiguration> confs = configuration().getConfs();
    int last = confs.size() - 1;
    List<NetworkLayer> layers = new ArrayList<>();
    for (int i = 0; i <= last; i++) {
      Layer conf = confs.get(i).getLayer();
      layers.add(
          new NetworkLayer(
              i,
              NetworkLayer.name(conf.getLayerName(), i),
              model.getLayers() == null ? null : model.getLayer(i),
              conf,
              configuration().getInputPreProcess(i),
              i == 0,
              i == last));
    }
    return layers;
  }

  @Override
  public int inputs() {
    return 1;
  }

  @Override
  public List<String> outputs() {
    List<NeuralNetConfiguration> confs = configuration().getConfs();
    return Collections.singletonList(confs.get(confs.size() - 1).getLayer().getLayerName());
  }

  @Override
  public long configuredParameters() {
    return configuration().getConfs().stream()
        .mapToLong(conf -> conf.getLayer().initializer().numParams(conf))
        .sum();
  }

  @Override
  public String toJson() {
    return configuration().toJson();
  }

  @Override
  public void init(INDArray parameters) {
    model.init(parameters, false);
  }

  @Override
  public INDArray updaterState() {
    return model.updaterState();
  }

  @Override
  public INDArray output(INDArray input) {
    return model.output(input);
  }

  @Override
  public List<Flow> flow(INDArray... inputs) {
    // The activations begin with the input itself.
    List<INDArray> activations = model.feedForward(inputs[0], false);
    List<Flow> flow = new ArrayList<>();
    for (int i = 1; i < activations.size(); i++) {
      flow.add(new Flow(activations.get(i - 1), activations.get(i)));
    }
    return flow;
  }

  @Override
  public void fit(DataSetIterator data) {
    model.fit(data);
  }

  @Override
  public void removeListener(TrainingListener listener) {
    model.getListeners().remove(listener);
  }

  @Override
  public Network copy() {
    return new LayerNetwork(model.clone());
  }

  @Override
  public Network configure(Lfp lfp) {
    return new LayerNetwork(lfp.configure(model));
  }

  @Override
  public Network toStandard() {
    return new LayerNetwork(Lfp.toStandard(model));
  }

  @Override
  public Network foldBatchNorm() {
    return new LayerNetwork(Canonizer.foldBatchNorm(model));
  }

  @Override
  public RelevancePass relevancePass(RuleMap rules) {
    return RelevancePass.of(model, rules);
  }
}
