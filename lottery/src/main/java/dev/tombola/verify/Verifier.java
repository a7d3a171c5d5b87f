package dev.tombola.verify;

import dev.tombola.UserException;
import dev.tombola.branch.Branch;
import dev.tombola.branch.Ticket;
import dev.tombola.data.Affine;
import dev.tombola.data.DataDirectory;
import dev.tombola.data.LoadedData;
import dev.tombola.experiment.Experiment;
import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunListener;
import dev.tombola.experiment.Trainings;
import dev.tombola.lottery.Lottery;
import dev.tombola.nn.Weights;
import dev.tombola.ship.TicketRun;
import dev.tombola.ship.TicketStory;
import dev.tombola.ticket.TicketFile;
import dev.tombola.train.Engine;
import dev.tombola.train.Trajectory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Trains a ticket again from its file alone and compares, bit for bit, with what the file says:
/// where it started, what it was trained to, and how it did; if asked, its mask and its controls'
/// results, too.
///
/// Nothing is written, and nothing is read but the data.
public final class Verifier {
  private final Engine engine;
  private final int threads;
  private final RunListener listener;

  public Verifier(Engine engine, int threads, RunListener listener) {
    this.engine = engine;
    this.threads = threads;
    this.listener = listener;
  }

  /// @param name of the ticket's file, for error messages
  /// @param story of the same file
  /// @param where the data are looked for
  /// @param also what else is done again
  /// @throws UserException when the data are not there, or the file lacks what it takes
  /// @throws java.util.concurrent.CancellationException when the listener cancels or the thread is
  ///   interrupted
  public Verification verify(
      TicketFile ticket, String name, TicketStory story, DataDirectory where, Set<Also> also) {
    Weights start = start(ticket, name);
    List<Check> checks = new ArrayList<>();
    checks.add(engine(story));
    if (checks.getLast().fails()) {
      return new Verification(checks);
    }
    LoadedData data = LoadedData.load(story.spec().data(), where);
    checks.add(data(story, data));
    if (checks.getLast().fails()) {
      return new Verification(checks);
    }
    Experiment experiment = Experiment.again(story.spec(), data, where, engine);
    Lottery lottery = experiment.lottery(story.ticket().key().replicate());
    checks.add(network(ticket, lottery));
    if (!checks.getLast().fails()) {
      checks.add(input(ticket, lottery, data));
      TrainedAgain again =
          TrainedAgain.of(
              new Ticket(ticket.network(), ticket.mask(), start),
              story,
              lottery,
              also,
              new Trainings(engine, threads, listener));
      TicketRun run = story.ticket();
      again.drawn().ifPresent(drawn -> checks.add(mask(ticket, drawn)));
      checks.add(start(ticket, start, again));
      checks.add(trained(ticket, run, again.trained(run.key())));
      checks.add(earlyStop(run, again.run(run.key())));
      checks.add(last(run, again.run(run.key())));
      if (also.contains(Also.CONTROLS)) {
        others(story).forEach(other -> checks.add(control(other, again)));
      }
    }
    return new Verification(checks);
  }

  /// What a ticket is trained from.
  ///
  /// @throws UserException when it has nothing to be trained from
  static Weights start(TicketFile ticket, String name) {
    Weights start = ticket.start();
    if (start == null) {
      throw new UserException(
          name
              + ": has no starting values, for it was written for prediction only; use the file"
              + " that `tombola ticket export` writes");
    }
    return start;
  }

  private Check engine(TicketStory story) {
    String trainedBy = story.code().engine();
    boolean same = trainedBy.equals(engine.version());
    return Check.of(
        "engine",
        same,
        same
            ? trainedBy + ", as when it was trained"
            : "it was trained by %s, but this tombola has %s, whose trainings differ: bytes cannot be compared; use tombola %s (%s)"
                .formatted(
                    trainedBy, engine.version(), story.code().version(), story.code().commit()));
  }

  private static Check data(TicketStory story, LoadedData data) {
    String recorded = story.data().checksum();
    boolean same = recorded.equals(data.checksum());
    return Check.of(
        "data",
        same,
        same
            ? "%s, sha256 %s…".formatted(data.train().name(), brief(recorded))
            : "%s has the sha256 %s…, but it was trained on data with %s…: bring those back"
                .formatted(data.train().name(), brief(data.checksum()), brief(recorded)));
  }

  private static String brief(String checksum) {
    return checksum.substring(0, Math.min(12, checksum.length()));
  }

  private static Check network(TicketFile ticket, Lottery lottery) {
    boolean same = lottery.network().equals(ticket.network());
    return Check.of(
        "network",
        same,
        same
            ? Figures.number(
                "%,d of %,d weights, in the layers that its spec says",
                ticket.mask().survivors(), ticket.network().weights())
            : "it is another one than its spec makes of these data");
  }

  /// How examples are scaled, and what classes are called.
  private static Check input(TicketFile ticket, Lottery lottery, LoadedData data) {
    Affine affine = lottery.split().train().affine();
    boolean scaled =
        Arrays.equals(affine.scales(), ticket.input().scale())
            && Arrays.equals(affine.shifts(), ticket.input().shift());
    boolean named = data.train().classNames().equals(ticket.input().classNames());
    return Check.of(
        "input",
        scaled && named,
        !scaled
            ? "examples are scaled otherwise than for its training"
            : named ? "scaled as for its training" : "the classes have other names in its data");
  }

  private static Check mask(TicketFile ticket, Ticket drawn) {
    boolean same = drawn.mask().equals(ticket.mask());
    return Check.of(
        Check.MASK,
        same,
        Figures.number(
            same
                ? "%,d survivors, the same that training and pruning leave of the dense network"
                : "of its %,d survivors, training and pruning the dense network leaves %,d",
            ticket.mask().survivors(),
            Figures.common(ticket.mask(), drawn.mask())));
  }

  private static Check start(TicketFile ticket, Weights start, TrainedAgain again) {
    RewindPoint rewindPoint = again.rewindPoint();
    Optional<Weights> values =
        rewindPoint.values() ? again.rewound() : again.drawn().map(Ticket::start);
    if (values.isEmpty()) {
      return Check.untold(
          "start",
          "survivors keep what the level before had trained them to (retrain.weightsFrom: end):"
              + " --draw draws the ticket anew and compares them");
    }
    String origin = rewindPoint.values() ? rewindPoint.toString() : "the end of the level before";
    Weights expected = values.get().masked(ticket.mask());
    boolean same = expected.sameBits(start);
    return Check.of(
        "start",
        same,
        same
            ? Figures.number(
                "%,d values, those of %s to the last bit", Figures.values(ticket), origin)
            : "not those of %s: %s".formatted(origin, Figures.difference(ticket, start, expected)));
  }

  private static Check trained(TicketFile ticket, TicketRun run, Trajectory again) {
    long from = again.weights().firstEntry().getKey();
    long to = again.weights().lastEntry().getKey();
    if (run.from() != from || run.to() != to) {
      return Check.of(
          "trained",
          false,
          Figures.number(
              "from iteration %,d to %,d, the file says, but its spec from %,d to %,d",
              run.from(), run.to(), from, to));
    }
    Weights end = again.weights().lastEntry().getValue();
    boolean same = end.sameBits(ticket.trained());
    return Check.of(
        "trained",
        same,
        same
            ? Figures.number(
                "%,d values after iteration %,d, the same to the last bit",
                Figures.values(ticket), to)
            : Figures.difference(ticket, ticket.trained(), end));
  }

  private static Check earlyStop(TicketRun told, TicketRun found) {
    boolean same = Objects.equals(told.earlyStop(), found.earlyStop());
    return Check.of(
        "early stop",
        same,
        same
            ? Figures.earlyStop(found.earlyStop())
            : "%s in the file, but %s"
                .formatted(Figures.exactly(told.earlyStop()), Figures.exactly(found.earlyStop())));
  }

  private static Check last(TicketRun told, TicketRun found) {
    boolean same = Objects.equals(told.last(), found.last());
    return Check.of(
        "end",
        same,
        same
            ? Figures.last(found.last())
            : "%s in the file, but %s"
                .formatted(Figures.exactly(told.last()), Figures.exactly(found.last())));
  }

  /// The dense network, then the controls as the spec lists them, which is how tables have them.
  private static List<TicketRun> others(TicketStory story) {
    List<String> branches = story.spec().branches().stream().map(Branch::name).toList();
    return story.others().stream()
        .sorted(Comparator.comparingInt(run -> branches.indexOf(run.key().branch())))
        .toList();
  }

  /// Of a control, or the dense network: all that the file tells of it at once.
  private static Check control(TicketRun told, TrainedAgain again) {
    String name = name(told.key());
    if (!again.has(told.key())) {
      return Check.untold(
          name, "another way to retrain, with masks of its own, which this file does not tell");
    }
    TicketRun found = again.run(told.key());
    Check early = earlyStop(told, found);
    Check last = last(told, found);
    if (early.fails()) {
      return new Check(name, early.outcome(), early.found());
    }
    if (last.fails()) {
      return new Check(name, last.outcome(), "at the end " + last.found());
    }
    return told.equals(found)
        ? new Check(name, early.outcome(), early.found())
        : Check.of(
            name,
            false,
            "%s in the file, but %s".formatted(Figures.drawn(told), Figures.drawn(found)));
  }

  private static String name(RunKey run) {
    return run.isTicket()
        ? "dense"
        : run.draw() == 1 ? run.branch() : run.branch() + " " + run.draw();
  }
}
