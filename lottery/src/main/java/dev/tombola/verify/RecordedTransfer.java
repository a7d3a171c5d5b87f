package dev.tombola.verify;

import dev.tombola.branch.Branch;
import dev.tombola.data.DataSource;
import dev.tombola.experiment.Experiment;
import dev.tombola.experiment.ExperimentSpec;
import dev.tombola.experiment.RunFiles;
import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunPaths;
import dev.tombola.experiment.RunRecord;
import dev.tombola.experiment.SealedFiles;
import dev.tombola.experiment.SpecFile;
import dev.tombola.findings.TransferAnalysis;
import dev.tombola.findings.TransferFindings;
import dev.tombola.ship.TicketRun;
import dev.tombola.ship.TicketStory;
import dev.tombola.ticket.TicketFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a [Transfer] left in its folder, read without the data that continuing it takes.
///
/// @param ticket as it was drawn
/// @param spec of the ticket, with the other data
/// @param runs that are finished
public record RecordedTransfer(TicketRun ticket, ExperimentSpec spec, List<RunRecord> runs) {
  public RecordedTransfer {
    runs = List.copyOf(runs);
  }

  /// @throws dev.tombola.UserException when a file is missing or was altered
  public static RecordedTransfer read(Path directory) {
    SealedFiles files = Experiment.transferFiles(directory);
    String file = directory.resolve(RunPaths.TICKET).toString();
    TicketFile ticket = TicketFile.decode(files.read(RunPaths.TICKET), file);
    ExperimentSpec spec =
        SpecFile.ofJson(
            new String(files.read(RunPaths.TRANSFER), StandardCharsets.UTF_8),
            directory.resolve(RunPaths.TRANSFER).toString());
    TicketRun drawn = TicketStory.of(ticket, file).ticket();
    return new RecordedTransfer(
        drawn,
        spec,
        planned(spec, drawn.key().level()).stream()
            .map(key -> Experiment.files(directory, key))
            .filter(RunFiles::done)
            .map(RunFiles::record)
            .toList());
  }

  /// What is trained in its replicates; a training up to the rewind point may come before them.
  public List<RunKey> planned() {
    return planned(spec, ticket.key().level());
  }

  private static List<RunKey> planned(ExperimentSpec spec, int level) {
    List<RunKey> planned = new ArrayList<>();
    for (long replicate : spec.seeds()) {
      planned.add(RunKey.ticket(replicate, 0));
      planned.add(RunKey.ticket(replicate, level));
      for (Branch branch : spec.branches()) {
        planned.add(new RunKey(replicate, level, branch.name(), 1));
      }
    }
    return planned;
  }

  /// What it found; empty while a training is missing.
  public Optional<TransferFindings> findings() {
    return runs.size() < planned().size()
        ? Optional.empty()
        : Optional.of(
            TransferAnalysis.of(
                runs, ticket.key().level(), spec.branches().stream().map(Branch::name).toList()));
  }

  /// What the other data are called: by name, or by the file of their training part.
  public String data() {
    return switch (spec.data().source()) {
      case DataSource.Named named -> named.name();
      case DataSource.Idx idx -> idx.trainImages();
      case DataSource.Csv csv -> csv.train();
      case DataSource.Numpy numpy -> numpy.train();
    };
  }
}
