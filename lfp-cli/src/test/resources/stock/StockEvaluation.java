import java.io.File;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.dataset.DataSet;

/** Deeplearning4j alone: loads a model, evaluates it on saved examples, and trains it further. */
public final class StockEvaluation {
  private StockEvaluation() {}

  /** Arguments: model, examples. */
  public static void main(String[] args) throws Exception {
    try {
      Class.forName("io.github.lfp4j.dl4j.Lfp");
      throw new IllegalStateException("The plugin is on the class path.");
    } catch (ClassNotFoundException e) {
      System.out.println("without plugin");
    }
    MultiLayerNetwork network = ModelSerializer.restoreMultiLayerNetwork(new File(args[0]), true);
    DataSet examples = new DataSet();
    examples.load(new File(args[1]));
    System.out.println(
        "accuracy "
            + network.evaluate(new ListDataSetIterator<>(examples.asList(), 100)).accuracy());
    network.fit(examples);
    System.out.println("trained " + network.params().isNaN().any());
    System.exit(0);
  }
}
