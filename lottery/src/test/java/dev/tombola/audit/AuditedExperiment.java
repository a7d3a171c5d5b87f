package dev.tombola.audit;

import dev.tombola.connect.Between;
import dev.tombola.connect.ConnectListener;
import dev.tombola.connect.ConnectSpec;
import dev.tombola.connect.Connector;
import dev.tombola.connect.Subnetwork;
import dev.tombola.cpu.CpuEngine;
import dev.tombola.experiment.Experiment;
import dev.tombola.experiment.TinyExperiment;
import dev.tombola.rewind.Point;
import dev.tombola.train.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// An experiment with every control and two more ways to retrain, of which copies and levels are
/// connected. It is as it was trained: tests alter copies of it.
///
/// @param folder that it lies in, which goes when all tests are done
/// @param directory of its runs
record AuditedExperiment(Path folder, Path directory) implements AutoCloseable {
  static final String BRANCHES =
      "branches=[{kind: reinit, levels: [2]}, {kind: random-mask, levels: [2]},"
          + " {kind: shuffle-values, levels: [2]}, {kind: sign-only, levels: [2]},"
          + " {kind: small-dense, levels: [2]},"
          + " {kind: retraining, name: rewinding,"
          + " retrain: {weightsFrom: 20it, scheduleFrom: 20it, rateFrom: 20it}},"
          + " {kind: retraining, name: fine-tuning,"
          + " retrain: {weightsFrom: end, scheduleFrom: 40it, rateFrom: end}}]";
  static final String DENSE = "replicate-1/level-0/ticket";
  static final String TICKET = "replicate-1/level-2/ticket";

  private static AuditedExperiment train() {
    Path folder = temporaryFolder();
    Experiment experiment = TinyExperiment.run(folder, 2, BRANCHES, "replicates=1");
    ConnectSpec spec =
        new ConnectSpec(
            List.of(new Point.At(Step.iterations(10))),
            List.of(),
            List.of(),
            2,
            Set.of(Subnetwork.values()),
            Set.of(Between.COPIES, Between.LEVELS),
            3,
            20);
    new Connector(new CpuEngine(), 2, new ConnectListener() {}).run(experiment, spec);
    return new AuditedExperiment(folder, experiment.paths().directory());
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("audited");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /// Trains it once for all the classes whose tests ask for it.
  static final class Once implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == AuditedExperiment.class;
    }

    @Override
    public AuditedExperiment resolveParameter(
        ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(Namespace.create(Once.class))
          .computeIfAbsent(
              AuditedExperiment.class, _ -> AuditedExperiment.train(), AuditedExperiment.class);
    }
  }
}
