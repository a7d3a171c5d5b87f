package dev.tombola.connect;

import dev.tombola.cpu.CpuEngine;
import dev.tombola.experiment.Experiment;
import dev.tombola.experiment.TinyExperiment;
import dev.tombola.rewind.Point;
import dev.tombola.train.Step;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// What little is connected in tests: few steps, short paths, of the experiment of a second.
final class TinyConnections {
  /// From two steps, in all that there is: 26 trainings and 17 paths.
  static final ConnectSpec SMALL = asked(List.of(at(0), at(25)), List.of(), List.of());

  private TinyConnections() {}

  static ConnectSpec asked(List<Point> at, List<Integer> levels, List<Long> replicates) {
    return new ConnectSpec(
        at, levels, replicates, 2, Set.of(Subnetwork.values()), Set.of(Between.values()), 5, 40);
  }

  static Point at(long step) {
    return new Point.At(Step.iterations(step));
  }

  static void connect(Experiment experiment, ConnectSpec spec) {
    new Connector(new CpuEngine(), 2, ConnectListener.NOBODY).run(experiment, spec);
  }

  static Experiment connected(Path folder, int threads, ConnectSpec spec) {
    Experiment experiment = TinyExperiment.run(folder, 2);
    new Connector(new CpuEngine(), threads, ConnectListener.NOBODY).run(experiment, spec);
    return experiment;
  }
}
