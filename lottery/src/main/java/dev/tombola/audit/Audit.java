package dev.tombola.audit;

import dev.tombola.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What came of looking at something on disk.
public sealed interface Audit permits RunDirectoryAudit, TicketAudit, CheckpointAudit {

  List<Check> checks();

  default boolean holds() {
    return checks().stream().allMatch(Check::holds);
  }

  /// Looks at each path by what it is: a run directory or a ticket by itself, all checkpoints
  /// together, in the order in which they are given.
  ///
  /// @throws UserException when one is missing, or none of the three
  static List<Audit> of(List<Path> paths) {
    List<Audit> audits = new ArrayList<>();
    List<Path> checkpoints = new ArrayList<>();
    for (Path path : paths) {
      if (!Files.exists(path)) {
        throw new UserException(
            path
                + ": there is nothing there; give a run directory, a ticket or a .safetensors"
                + " file");
      }
      if (Files.isDirectory(path)) {
        audits.add(RunDirectoryAudit.of(path));
      } else if (TicketAudit.isTicket(path)) {
        audits.add(TicketAudit.of(path));
      } else {
        checkpoints.add(path);
      }
    }
    if (!checkpoints.isEmpty()) {
      audits.add(CheckpointAudit.of(checkpoints));
    }
    return audits;
  }
}
