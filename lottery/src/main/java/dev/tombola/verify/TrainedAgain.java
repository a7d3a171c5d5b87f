package dev.tombola.verify;

import dev.tombola.branch.Branch;
import dev.tombola.branch.Ticket;
import dev.tombola.experiment.Plan.PlannedRun;
import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunRecord;
import dev.tombola.experiment.Trainings;
import dev.tombola.experiment.Trainings.Start;
import dev.tombola.lottery.Lottery;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Weights;
import dev.tombola.ship.TicketRun;
import dev.tombola.ship.TicketStory;
import dev.tombola.train.Trajectory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A ticket's training done again from its own values, and, if asked, that of the levels before it,
/// of the dense network, and of the controls, all of them in memory.
final class TrainedAgain {
  private final Ticket ticket;
  private final TicketStory story;
  private final Lottery lottery;
  private final RewindPoint rewindPoint;

  /// The levels that led to the ticket, from the dense network on; none if they are not asked for.
  private final List<RunKey> before;

  private final List<TicketRun> controls;

  /// The training that the rewind point's values come from, where it takes one: the whole dense
  /// network's, if that is done anyway.
  private final Optional<RunKey> rewind;

  private final Map<RunKey, Mask> masks = new ConcurrentHashMap<>();
  private final Map<RunKey, Trajectory> trained = new ConcurrentHashMap<>();
  private final Map<RunKey, TicketRun> runs = new ConcurrentHashMap<>();

  private TrainedAgain(Ticket ticket, TicketStory story, Lottery lottery, Set<Also> also) {
    this.ticket = ticket;
    this.story = story;
    this.lottery = lottery;
    RunKey key = story.ticket().key();
    rewindPoint = RewindPoint.of(lottery, key);
    before = also.contains(Also.DRAW) ? before(key) : List.of();
    controls = also.contains(Also.CONTROLS) ? story.others() : List.of();
    boolean needed = rewindPoint.values() || controls.stream().anyMatch(this::isRandomMask);
    RunKey dense = RunKey.ticket(key.replicate(), 0);
    boolean hasDense =
        before.contains(dense) || controls.stream().anyMatch(run -> run.key().equals(dense));
    rewind =
        rewindPoint.isBeginning() || !needed
            ? Optional.empty()
            : Optional.of(hasDense ? dense : rewindPoint.key());
  }

  private List<RunKey> before(RunKey key) {
    List<RunKey> chain = new ArrayList<>();
    int level = key.level();
    while (level > 0) {
      level = lottery.pruning().rounds().before(level);
      chain.addFirst(RunKey.ticket(key.replicate(), level));
    }
    return chain;
  }

  /// @param ticket with the values that it starts from
  static TrainedAgain of(
      Ticket ticket, TicketStory story, Lottery lottery, Set<Also> also, Trainings trainings) {
    TrainedAgain again = new TrainedAgain(ticket, story, lottery, also);
    trainings.run(again.runs(), again::start, again::take);
    return again;
  }

  private List<PlannedRun> runs() {
    SequencedMap<RunKey, PlannedRun> runs = new LinkedHashMap<>();
    rewind.ifPresent(key -> put(runs, key, Optional.empty(), Optional.empty()));
    put(runs, story.ticket().key(), Optional.empty(), Optional.empty());
    Optional<RunKey> after = Optional.empty();
    for (RunKey key : before) {
      put(runs, key, Optional.empty(), after);
      after = Optional.of(key);
    }
    for (TicketRun control : controls) {
      Optional<Branch> branch = branch(control);
      if (control.key().isTicket() && control.key().level() == 0) {
        put(runs, control.key(), branch, Optional.empty());
      } else if (branch.isPresent() && !branch.get().hasChain()) {
        put(runs, control.key(), branch, rewind);
      }
    }
    return List.copyOf(runs.values());
  }

  private static void put(
      Map<RunKey, PlannedRun> runs, RunKey key, Optional<Branch> branch, Optional<RunKey> after) {
    runs.putIfAbsent(key, new PlannedRun(key, branch, after));
  }

  /// As the spec has it; empty for the dense network.
  private Optional<Branch> branch(TicketRun run) {
    return story.spec().branches().stream()
        .filter(branch -> branch.name().equals(run.key().branch()))
        .findFirst();
  }

  private boolean isRandomMask(TicketRun run) {
    return branch(run).filter(Branch.RandomMask.class::isInstance).isPresent();
  }

  private Start start(PlannedRun planned) {
    RunKey key = planned.key();
    if (key.equals(rewindPoint.key())) {
      return rewindPoint.start();
    }
    if (planned.branch().isEmpty()) {
      Ticket own = key.equals(story.ticket().key()) ? ticket : drawn(key.level());
      masks.put(key, own.mask());
      return new Start(own, lottery.training(own, key.level()), "", false);
    }
    Branch branch = planned.branch().get();
    // Only a random mask has old values other than the ticket's own.
    Weights values = rewound().orElse(ticket.start());
    Ticket control = lottery.control(branch, key.level(), key.draw(), ticket, values);
    return new Start(control, lottery.training(control, branch), lottery.factor(branch), false);
  }

  /// A level's ticket as it is drawn: from the dense network, which has no level before it, on.
  private Ticket drawn(int level) {
    if (level == 0) {
      return lottery.dense();
    }
    RunKey key = RunKey.ticket(rewindPoint.replicate(), lottery.pruning().rounds().before(level));
    Trajectory dense = trained(RunKey.ticket(key.replicate(), 0));
    if (rewindPoint.values()) {
      rewindPoint.of(dense.weights());
    }
    return lottery.next(level, Objects.requireNonNull(masks.get(key)), dense, trained(key));
  }

  /// The ticket as its seed draws it; empty if that was not asked for.
  Optional<Ticket> drawn() {
    return before.isEmpty() ? Optional.empty() : Optional.of(drawn(story.ticket().key().level()));
  }

  private void take(RunRecord run, Trajectory trajectory) {
    trained.put(run.key(), trajectory);
    runs.put(run.key(), TicketRun.of(run));
  }

  RewindPoint rewindPoint() {
    return rewindPoint;
  }

  /// The whole dense network's values at the rewind point, where they are known.
  Optional<Weights> rewound() {
    return rewindPoint.isBeginning()
        ? Optional.of(rewindPoint.beginning())
        : rewind.map(key -> rewindPoint.of(trained(key).weights()));
  }

  boolean has(RunKey run) {
    return trained.containsKey(run);
  }

  Trajectory trained(RunKey run) {
    return Objects.requireNonNull(trained.get(run), run::toString);
  }

  /// As a ticket file would tell of it.
  TicketRun run(RunKey run) {
    return Objects.requireNonNull(runs.get(run), run::toString);
  }
}
