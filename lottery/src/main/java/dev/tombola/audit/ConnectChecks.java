package dev.tombola.audit;

import dev.tombola.UserException;
import dev.tombola.connect.Subnetwork;
import dev.tombola.experiment.Experiment;
import dev.tombola.experiment.RunFiles;
import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunRecord;
import dev.tombola.experiment.SealedFiles;
import dev.tombola.lottery.Lottery;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/// Checks what `connect` keeps in a run directory.
///
/// @param sound the experiment's own runs that are what they were
/// @param lotteries of their replicates
record ConnectChecks(
    Path directory,
    Network network,
    Map<RunKey, RecordedRun> sound,
    Map<Long, Lottery> lotteries,
    Ledger ledger) {

  void run() {
    for (RunFiles files : Experiment.everyConnectRun(directory)) {
      if (unaltered(files::verify)) {
        check(files);
      }
    }
    for (SealedFiles path : Experiment.everyPath(directory)) {
      unaltered(path::verify);
    }
  }

  private boolean unaltered(Runnable verify) {
    ledger.looked(Invariant.CHECKSUMS);
    try {
      verify.run();
      return true;
    } catch (UserException e) {
      ledger.problem(Invariant.CHECKSUMS, e.getMessage());
      return false;
    }
  }

  private void check(RunFiles files) {
    String place = directory.relativize(files.directory()).toString();
    try {
      RunRecord record = files.record();
      Mask mask = files.mask(network);
      ledger.require(
          Experiment.connectFiles(directory, record.key()).directory().equals(files.directory()),
          Invariant.PLACES,
          "%s: lies there, but its record is of %s".formatted(place, record.key()));
      expected(record.key())
          .ifPresent(expected ->
              ledger.require(
                  mask.equals(expected) && record.survivors() == mask.survivors(),
                  Invariant.COPIES,
                  place + ": has not the mask of the network that it is a copy of"));
    } catch (UserException | IllegalArgumentException | NoSuchElementException e) {
      ledger.require(false, Invariant.COPIES, place + ": " + e.getMessage());
    }
  }

  /// The mask of a copy; none when the ticket that it is of is not there.
  private Optional<Mask> expected(RunKey key) {
    Optional<Subnetwork> subnetwork =
        Arrays.stream(Subnetwork.values())
            .filter(one -> key.branch().startsWith(one + "-at-"))
            .findFirst();
    RecordedRun ticket = sound.get(RunKey.ticket(key.replicate(), key.level()));
    Lottery lottery = lotteries.get(key.replicate());
    if (subnetwork.isEmpty()) {
      return Optional.of(Mask.dense(network)); // the dense training's early weights
    }
    if (ticket == null || lottery == null) {
      return Optional.empty();
    }
    return Optional.of(
        switch (subnetwork.get()) {
          case DENSE, TICKET -> ticket.mask();
          case RANDOM_MASK -> lottery.randomMask(key.level(), ticket.mask());
        });
  }
}
