package dev.tombola.audit;

import dev.tombola.UserException;
import dev.tombola.experiment.DataShape;
import dev.tombola.experiment.Experiment;
import dev.tombola.experiment.ExperimentSpec;
import java.nio.file.Path;
import java.util.List;

/// A run directory, of which everything that needs no data was checked.
///
/// @param name of the experiment
/// @param planned trainings
/// @param finished of them
/// @param notes what is not there yet, or could not be looked at, a sentence each
public record RunDirectoryAudit(
    Path directory, String name, int planned, int finished, List<String> notes, List<Check> checks)
    implements Audit {
  public RunDirectoryAudit {
    notes = List.copyOf(notes);
    checks = List.copyOf(checks);
  }

  /// @throws UserException when it is no run directory
  static RunDirectoryAudit of(Path directory) {
    RunDirectoryChecks checks;
    try {
      ExperimentSpec spec = Experiment.readSpec(directory);
      DataShape data = Experiment.readData(directory);
      checks = new RunDirectoryChecks(directory, spec, data);
    } catch (UserException e) {
      if (!Experiment.isRunDirectory(directory)) {
        throw e;
      }
      // Altered beyond reading: a finding, after which there is nothing to hold the runs against.
      Check name = new Check(Invariant.NAME, 1, List.of(e.getMessage()));
      return new RunDirectoryAudit(directory, name(directory), 0, 0, List.of(), List.of(name));
    }
    return checks.audit();
  }

  private static String name(Path directory) {
    return directory.toAbsolutePath().normalize().getFileName().toString();
  }
}
