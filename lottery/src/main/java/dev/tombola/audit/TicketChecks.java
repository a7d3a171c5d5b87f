package dev.tombola.audit;

import dev.tombola.UserException;
import dev.tombola.branch.Ticket;
import dev.tombola.experiment.StartSpec;
import dev.tombola.lottery.Invariants;
import dev.tombola.lottery.Lottery;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Weights;
import dev.tombola.prune.Criterion;
import dev.tombola.prune.Pruning;
import dev.tombola.rewind.Point;
import dev.tombola.ship.TicketStory;
import dev.tombola.ticket.TicketFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Checks a ticket file that could be read: what it says of itself, against its own weights.
final class TicketChecks {
  private final Path file;
  private final TicketFile ticket;
  private final List<String> notes = new ArrayList<>();
  private final Ledger ledger =
      new Ledger(Invariant.FORM, Invariant.INITIALISATION, Invariant.COUNTS, Invariant.TRAINED);

  TicketChecks(Path file, TicketFile ticket) {
    this.file = file;
    this.ticket = ticket;
  }

  TicketAudit audit() {
    // Its digest, its sizes, finite values of survivors and of nothing else: else there were none.
    ledger.looked(Invariant.FORM);
    Optional<TicketStory> story = story();
    Weights start = ticket.start();
    if (start == null) {
      notes.add("it has no values to start from: it is for prediction only");
    } else {
      trained(start, story.filter(TicketChecks::isAsItWas).isPresent());
    }
    story.ifPresent(this::check);
    return new TicketAudit(file, Optional.of(ticket), notes, ledger.checks());
  }

  /// Whether it is a checkpoint that was not trained further.
  private static boolean isAsItWas(TicketStory story) {
    return story.ticket().key().level() == 0 && story.spec().start().startsTrained();
  }

  private void trained(Weights start, boolean asItWas) {
    ledger.require(
        start.sameBits(ticket.trained()) == asItWas,
        Invariant.TRAINED,
        asItWas
            ? "it is to be a checkpoint as it is (start.trained), but its trained weights are"
                + " others than those that it started from"
            : "its trained weights are those that it started from");
  }

  private Optional<TicketStory> story() {
    if (!TicketStory.isIn(ticket)) {
      notes.add(
          "it does not say how it was drawn, so its beginning and its counts are not checked");
      return Optional.empty();
    }
    try {
      return Optional.of(TicketStory.of(ticket, file.toString()));
    } catch (UserException e) {
      ledger.require(false, Invariant.COUNTS, e.getMessage());
      return Optional.empty();
    }
  }

  private void check(TicketStory story) {
    Network network = story.spec().network().network(story.data());
    ledger.require(
        network.equals(ticket.network()),
        Invariant.COUNTS,
        "its network is not the one that its spec and data make");
    if (!network.equals(ticket.network())) {
      return;
    }
    int level = story.ticket().key().level();
    Lottery lottery =
        BlankLottery.of(
            story.spec(), story.data(), 1, story.ticket().key().replicate(), ticket.trained());
    if (level == 0) {
      ledger.require(
          ticket.mask().equals(Mask.dense(network)),
          Invariant.COUNTS,
          "level 0 is the dense network, but its mask prunes");
    } else {
      ledger.check(Invariant.COUNTS, "level " + level, () -> counts(lottery, level));
    }
    beginning(lottery, level, story.spec().start());
  }

  /// How many survivors the scope asks for depends on how many there were, not on which: masks
  /// drawn at random stand for those of the levels before.
  private void counts(Lottery lottery, int level) {
    Pruning pruning = lottery.pruning();
    Pruning random =
        new Pruning(
            pruning.rounds(), new Criterion.Random(), pruning.scope(), pruning.layerCollapse());
    Network network = ticket.network();
    Weights any = lottery.dense().start();
    Mask mask = Mask.dense(network);
    for (int round = 1; round < level; round++) {
      mask = random.prune(network, mask, any, lottery.streams().within("audit/" + round));
    }
    Invariants.requestedIsObtained(pruning.groups(network, mask), mask, ticket.mask());
  }

  private void beginning(Lottery lottery, int level, StartSpec spec) {
    Weights start = ticket.start();
    if (start == null) {
      return;
    }
    Point point = level == 0 ? new Point.Init() : lottery.retrain().weightsFrom();
    if (!(point instanceof Point.Init)) {
      notes.add(
          "it starts at weights of a training (retrain.weightsFrom: %s), which the file alone does not tell; `tombola ticket verify%s` trains them again"
              .formatted(point, point instanceof Point.End ? " --draw" : ""));
      return;
    }
    switch (spec) {
      case StartSpec.Drawn _ -> {
        Weights initial = lottery.dense().start();
        Ticket drawn = new Ticket(ticket.network(), ticket.mask(), initial);
        ledger.check(
            Invariant.INITIALISATION, "start", () -> Invariants.startsAt(initial, drawn, start));
      }
      case StartSpec.Checkpoint checkpoint -> {
        if (level == 0) {
          ledger.require(
              StartSpec.checksum(start, ticket.network()).equals(checkpoint.checksum()),
              Invariant.INITIALISATION,
              "does not start at the checkpoint whose checksum its spec states");
        } else {
          notes.add(
              "it starts at survivors of a checkpoint (%s), whose other values the file does not tell; `tombola ticket verify` reads them"
                  .formatted(checkpoint.file()));
        }
      }
    }
  }
}
