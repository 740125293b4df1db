package io.github.lfp4j.cli.command;

import io.github.lfp4j.cli.CommonOptions;
import io.github.lfp4j.cli.UserException;
import io.github.lfp4j.cli.Version;
import io.github.lfp4j.cli.checkpoint.Checkpoint;
import io.github.lfp4j.cli.checkpoint.CheckpointFile;
import io.github.lfp4j.cli.checkpoint.Fingerprint;
import io.github.lfp4j.cli.checkpoint.TrainingState;
import io.github.lfp4j.cli.console.Console;
import io.github.lfp4j.cli.console.Numbers;
import io.github.lfp4j.cli.output.Figures;
import io.github.lfp4j.cli.output.OutputFile;
import io.github.lfp4j.cli.output.Outputs;
import io.github.lfp4j.cli.report.ReportData;
import io.github.lfp4j.cli.report.TrainingCurve;
import io.github.lfp4j.core.reward.Rewards;
import io.github.lfp4j.core.rule.Rules;
import io.github.lfp4j.datasets.DataSource;
import io.github.lfp4j.dl4j.Lfp;
import io.github.lfp4j.dl4j.conf.LfpConf;
import io.github.lfp4j.dl4j.model.Architecture;
import io.github.lfp4j.dl4j.model.LearningMethod;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.measure.NetworkFigures;
import io.github.lfp4j.pruning.model.ConfigurationFiles;
import io.github.lfp4j.pruning.model.ModelFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lfp train}. */
@Command(
    name = "train",
    description = "Trains a network by LFP, or by gradient descent for comparison.")
public final class TrainCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;
  @Mixin private DataOption dataOption;
  @Mixin private Checkpointing checkpointing;
  @Mixin private AllowOption allowed;

  @ArgGroup(multiplicity = "1")
  private Origin origin;

  private static final class Origin {
    @Option(
        names = "--arch",
        paramLabel = "NAME",
        description = "A new network: mlp-small, mlp, lenet or vgg-like.")
    private String architecture;

    @Option(
        names = "--config",
        paramLabel = "FILE.json",
        description =
            "A new network from a configuration of Deeplearning4j as JSON (of a MultiLayerNetwork or"
                + " a ComputationGraph), with its own updater.")
    private Path configuration;

    @Option(
        names = "--model",
        paramLabel = "FILE.zip",
        description = "A trained network, to be trained further with its own updater.")
    private Path model;
  }

  @Option(
      names = "--method",
      defaultValue = "lfp",
      paramLabel = "lfp|gradient",
      description = "How to learn (default: ${DEFAULT-VALUE}).")
  private String method;

  @Option(
      names = "--reward",
      paramLabel = "NAME",
      description = "The reward of LFP; by default the one that belongs to the network's loss.")
  private String reward;

  @Option(
      names = "--rule",
      paramLabel = "NAME",
      description = "The rule of LFP (default: epsilon, or those that the model has already).")
  private String rule;

  @Option(
      names = "--epochs",
      defaultValue = "3",
      paramLabel = "N",
      description = "Passes over the training data (default: ${DEFAULT-VALUE}).")
  private int epochs;

  @Option(
      names = "--batch",
      defaultValue = "128",
      paramLabel = "N",
      description = "Examples per update (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      description =
          "Initial learning rate of a new network given by --arch; it falls to zero over the"
              + " training (default: 0.006 for lfp, 0.002 for gradient).")
  private Double learningRate;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE.zip",
      description = "Where to write the trained model.")
  private Path output;

  @Override
  public Integer call() throws IOException {
    requirePositive("--epochs", epochs);
    requirePositive("--batch", batch);
    LearningMethod learning = LearningMethod.byName(method);
    requireFitting(learning);
    Console console = common.console();
    checkpointing.check();
    try (Outputs outputs = common.openOutputs()) {
      OutputFile model = outputs.add("--output", output);
      Optional<CheckpointFile> checkpoint = checkpointing.file(common, outputs, output);
      Network existing = existing();
      DataSource source = dataOption.open(console);
      Checkpointing.Session session = checkpointing.open(console, checkpoint, fingerprint(source));
      Network given = session.found().map(Checkpoint::network).orElse(existing);
      if (given == null) {
        given = created(learning, source);
      }
      DataFit data = DataFit.of(given, source);
      Network learner = session.found().isPresent() ? given : learner(learning, given);
      TrainingState end =
          new Trainer(console, data, source.trainExamples(), batch, common.seed())
              .train(
                  learner,
                  epochs,
                  session.found().map(Checkpoint::state).orElseGet(Trainer::start),
                  session);
      List<TrainingCurve.Epoch> curve = end.curve();
      double seconds = end.seconds();
      ModelOption.write(learning == LearningMethod.LFP ? learner : learner.toStandard(), model);
      NetworkFigures figures = NetworkFigures.of(learner, data.exampleShape());
      TrainingCurve.Epoch last = curve.get(curve.size() - 1);
      console.print("accuracy " + Numbers.percent(last.accuracy()) + " on test data");
      common.finish(
          outputs,
          json(figures, curve, seconds),
          () -> report(learner, learning, source, figures, curve, seconds));
      session.done();
    }
    return 0;
  }

  /** What the result depends on; files by what is in them. */
  private Fingerprint fingerprint(DataSource source) throws IOException {
    Map<String, Object> settings = new HashMap<>(common.invocation().settings());
    settings.remove("output");
    if (origin.model != null) {
      settings.put("model", Fingerprint.contentOf(origin.model));
    }
    if (origin.configuration != null) {
      settings.put("config", Fingerprint.contentOf(origin.configuration));
    }
    settings.put("data", dataOption.spec() + " with " + source.trainExamples() + " examples");
    return Fingerprint.of(settings);
  }

  static void requirePositive(String option, int value) {
    if (value < 1) {
      throw new UserException(option + " must be at least 1, but is " + value + ".");
    }
  }

  /** Checks what can be checked before anything is read. */
  private void requireFitting(LearningMethod learning) {
    if (learning != LearningMethod.LFP && (rule != null || reward != null)) {
      throw new UserException("--rule and --reward go with --method lfp only; leave them out.");
    }
    lfp();
    if (learningRate != null && origin.architecture == null) {
      throw new UserException(
          "--lr goes with --arch only: a configuration or model has its own updater.");
    }
    if (learningRate != null && (!(learningRate > 0) || learningRate.isInfinite())) {
      throw new UserException("--lr must be above 0 and finite, but is " + learningRate + ".");
    }
  }

  /** In the layers that learn by the method; a network that is in them already keeps its own. */
  private Network learner(LearningMethod learning, Network given) {
    if (learning != LearningMethod.LFP) {
      return given.configure(Lfp.gradient());
    }
    boolean learns = given.layers().stream().anyMatch(l -> l.configuration() instanceof LfpConf);
    return learns && rule == null && reward == null ? given : given.configure(lfp());
  }

  private Lfp lfp() {
    try {
      Lfp options = rule == null ? Lfp.defaults() : Lfp.with(Rules.byName(rule));
      return reward == null ? options : options.reward(Rewards.byName(reward));
    } catch (IllegalArgumentException e) {
      throw new UserException(e.getMessage() + ".", e);
    }
  }

  /** The network of a file; null if a new one is to be made to the data's measure. */
  private Network existing() {
    if (origin.model != null) {
      return ModelFiles.read(origin.model, allowed.options());
    }
    if (origin.configuration != null) {
      return ConfigurationFiles.create(origin.configuration, allowed.options());
    }
    Architecture.byName(origin.architecture);
    return null;
  }

  private Network created(LearningMethod learning, DataSource source) {
    double rate = learningRate == null ? learning.defaultLearningRate() : learningRate;
    return created(
        Architecture.byName(origin.architecture),
        learning,
        rate,
        source,
        common.seed(),
        epochs * Trainer.stepsPerEpoch(source.trainExamples(), batch),
        lfp());
  }

  /** A new network, initialised so that its method can train it. */
  static Network created(
      Architecture architecture,
      LearningMethod learning,
      double rate,
      DataSource source,
      long seed,
      long steps,
      Lfp lfp) {
    MultiLayerConfiguration stock =
        architecture.configure(
            source.exampleShape(), source.classes(), learning.settings(rate, seed, steps));
    MultiLayerNetwork result =
        new MultiLayerNetwork(
            (learning == LearningMethod.LFP ? lfp : Lfp.gradient()).configure(stock));
    result.init();
    return Network.of(result);
  }

  private Figures json(NetworkFigures figures, List<TrainingCurve.Epoch> curve, double seconds) {
    TrainingCurve.Epoch last = curve.get(curve.size() - 1);
    return Describing.sizes(
            common.figures().accuracy(last.accuracy()).trainAccuracy(last.trainAccuracy()), figures)
        .seconds(seconds)
        .list("epochs", curve.stream().map(TrainCommand::epoch).toList())
        .build();
  }

  static Figures epoch(TrainingCurve.Epoch epoch) {
    return Figures.builder()
        .count("epoch", epoch.number())
        .number("score", epoch.score())
        .accuracy(epoch.accuracy())
        .trainAccuracy(epoch.trainAccuracy())
        .seconds(epoch.seconds())
        .build();
  }

  private ReportData report(
      Network learner,
      LearningMethod learning,
      DataSource source,
      NetworkFigures figures,
      List<TrainingCurve.Epoch> curve,
      double seconds) {
    TrainingCurve.Epoch last = curve.get(curve.size() - 1);
    ReportData.Builder report =
        ReportData.builder("Training on " + source.name(), new Version().lfp())
            .card("Accuracy", Numbers.percent(last.accuracy()), "on the test data")
            .card(
                "Accuracy in training",
                Numbers.percent(last.trainAccuracy()),
                "on examples of the training data")
            .card("Parameters", Numbers.compact(figures.parameters()), "")
            .card("Time", Numbers.duration(seconds), epochs + " epochs")
            .training(new TrainingCurve(learning.label(), curve))
            .settings(common.invocation().settings(), common.invocation().commandLine());
    Describing.addLayers(report, learner, figures);
    return report.build();
  }
}
