package io.github.lfp4j.dl4j.network;

import io.github.lfp4j.dl4j.Lfp;
import io.github.lfp4j.dl4j.LfpException;
import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.convert.GraphConversion;
import io.github.lfp4j.dl4j.relevance.Canonizer;
import io.github.lfp4j.dl4j.relevance.RelevancePass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** Layers and other vertices in a directed acyclic graph. */
record GraphNetwork(ComputationGraph model) implements Network {

  static Network fromJson(String json) {
    ComputationGraphConfiguration configuration = ComputationGraphConfiguration.fromJson(json);
    boolean layers =
        configuration.getVertices() != null
            && configuration.getVertices().values().stream().anyMatch(LayerVertex.class::isInstance)
            && configuration.getVertices().values().stream().allMatch(GraphNetwork::isComplete);
    if (!layers) {
      throw new LfpException(NO_LAYERS);
    }
    return new GraphNetwork(new ComputationGraph(configuration));
  }

  private static boolean isComplete(GraphVertex vertex) {
    return !(vertex instanceof LayerVertex layer)
        || (layer.getLayerConf() != null && layer.getLayerConf().getLayer() != null);
  }

  private ComputationGraphConfiguration configuration() {
    return model.getConfiguration();
  }

  @Override
  public List<NetworkLayer> layers() {
    List<NetworkLayer> layers = new ArrayList<>();
    for (Map.Entry<String, GraphVertex> entry : configuration().getVertices().entrySet()) {
      if (entry.getValue() instanceof LayerVertex vertex) {
        String name = entry.getKey();
        Layer conf = vertex.getLayerConf().getLayer();
        layers.add(
            new NetworkLayer(
                layers.size(),
                name,
                model.getVertices() == null ? null : model.getLayer(name),
                conf,
                vertex.getPreProcessor(),
                configuration().getNetworkInputs().contains(inputOf(name)),
                configuration().getNetworkOutputs().contains(name)));
      }
    }
    return layers;
  }

  /** The vertex or network input that a layer's input comes from. */
  private String inputOf(String layer) {
    return configuration().getVertexInputs().get(layer).get(0);
  }

  @Override
  public int inputs() {
    return configuration().getNetworkInputs().size();
  }

  @Override
  public List<String> outputs() {
    return configuration().getNetworkOutputs();
  }

  @Override
  public long configuredParameters() {
    return configuration().getVertices().values().stream()
        .mapToLong(vertex -> vertex.numParams(true))
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
    if (inputs() != 1 || outputs().size() != 1) {
      throw new LfpException(
          "one input and one output are wanted, but the graph has "
              + inputs()
              + " and "
              + outputs().size());
    }
    return model.outputSingle(input);
  }

  @Override
  public List<Flow> flow(INDArray... inputs) {
    Map<String, INDArray> activations = model.feedForward(inputs, false);
    List<String> names = configuration().getNetworkInputs();
    for (int i = 0; i < names.size(); i++) {
      activations.put(names.get(i), inputs[i]);
    }
    return layers().stream()
        .map(
            layer ->
                new Flow(activations.get(inputOf(layer.name())), activations.get(layer.name())))
        .toList();
  }

  @Override
  public void fit(DataSetIterator data) {
    model.fit(data);
  }

  @Override
  public void removeListener(TrainingListener listener) {
    model.getListeners().remove(listener);
  }

  /** DL4J's clone would leave the counters behind and share its list of listeners. */
  @Override
  public Network copy() {
    // DL4J\'s clone merges along another axis where channels come last.
    ComputationGraph copy =
        GraphConversion.withConfiguration(model, GraphConversion.copy(configuration()));
    copy.setListeners(List.of());
    return new GraphNetwork(copy);
  }

  @Override
  public Network configure(Lfp lfp) {
    return new GraphNetwork(lfp.configure(model));
  }

  @Override
  public Network toStandard() {
    return new GraphNetwork(Lfp.toStandard(model));
  }

  @Override
  public Network foldBatchNorm() {
    return new GraphNetwork(Canonizer.foldBatchNorm(model));
  }

  @Override
  public RelevancePass relevancePass(RuleMap rules) {
    return RelevancePass.of(model, rules);
  }
}
