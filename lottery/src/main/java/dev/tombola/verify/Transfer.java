package dev.tombola.verify;

import dev.tombola.UserException;
import dev.tombola.branch.Branch;
import dev.tombola.branch.Ticket;
import dev.tombola.data.DataDirectory;
import dev.tombola.data.LoadedData;
import dev.tombola.experiment.Experiment;
import dev.tombola.experiment.ExperimentLock;
import dev.tombola.experiment.ExperimentSpec;
import dev.tombola.experiment.Plan.PlannedRun;
import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunListener;
import dev.tombola.experiment.RunPaths;
import dev.tombola.experiment.SealedFiles;
import dev.tombola.experiment.Sha256;
import dev.tombola.experiment.SpecFile;
import dev.tombola.experiment.Trainings;
import dev.tombola.experiment.Trainings.Start;
import dev.tombola.findings.TransferAnalysis;
import dev.tombola.findings.TransferFindings;
import dev.tombola.lottery.Lottery;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Weights;
import dev.tombola.ship.TicketStory;
import dev.tombola.ticket.Input;
import dev.tombola.ticket.TicketFile;
import dev.tombola.train.Engine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;

/// A ticket on other data than those that it was drawn on (Morcos et al. 2019, "One ticket to win
/// them all"): the same mask and starting values, trained as it was, beside
///
/// * `dense`, the whole network from the same values, those of the pruned weights among them;
/// * `reinit`, the same mask with new values;
/// * `random-mask`, the same values in a random mask with as many survivors in each layer.
///
/// A replicate is a seed for the order of the data, the validation split and the controls' draws;
/// ticket and dense network start alike in all of them.
///
/// All of it lies in a folder of its own, and an interrupted call continues.
public final class Transfer {
  private static final String CONTROLS = "branches=[{kind: reinit}, {kind: random-mask}]";

  private final TicketFile ticket;
  private final String name;
  private final Ticket own;
  private final int level;
  private final Experiment experiment;
  private final RewindPoint rewindPoint;
  private final RunPaths place;
  private final Map<Long, Lottery> lotteries = new ConcurrentHashMap<>();

  private Transfer(
      TicketFile ticket,
      String name,
      Ticket own,
      int level,
      Experiment experiment,
      RewindPoint rewindPoint,
      RunPaths place) {
    this.ticket = ticket;
    this.name = name;
    this.own = own;
    this.level = level;
    this.experiment = experiment;
    this.rewindPoint = rewindPoint;
    this.place = place;
  }

  /// Loads the data and names the place; writes nothing.
  ///
  /// @param name of the ticket's file, for error messages
  /// @param story of the same file
  /// @param data settings of the data to go to, as overrides of the ticket's spec: at least
  ///   `data.source`
  /// @param folder that holds the run directories
  /// @throws UserException when the data are not there or do not fit the network
  public static Transfer of(
      TicketFile ticket,
      String name,
      TicketStory story,
      List<String> data,
      int replicates,
      DataDirectory where,
      Path folder,
      Engine engine) {
    Weights start = Verifier.start(ticket, name);
    int level = story.ticket().key().level();
    if (level == 0) {
      throw new UserException(
          name
              + ": nothing is pruned in this ticket, it is the dense network, so there is no mask"
              + " to transfer; export one of a level from 1 on");
    }
    Experiment experiment = Experiment.of(spec(story, data, replicates), where, folder, engine);
    requireFits(ticket.network(), experiment);
    RewindPoint rewindPoint = rewindPoint(story, experiment, where, engine);
    Ticket own = new Ticket(ticket.network(), ticket.mask(), start);
    RunPaths place = new RunPaths(folder.resolve(folder(ticket, start, story, experiment)));
    return new Transfer(ticket, name, own, level, experiment, rewindPoint, place);
  }

  private static ExperimentSpec spec(TicketStory story, List<String> data, int replicates) {
    List<String> settings =
        new ArrayList<>(List.of("seed=1", "replicates=" + replicates, CONTROLS));
    settings.addAll(data);
    return SpecFile.with(story.spec(), settings);
  }

  private static void requireFits(Network network, Experiment experiment) {
    Network other = experiment.network();
    if (!network.equals(other)) {
      throw new UserException(
          "--data: %s has %d features and %d classes, but the ticket's network is made for %d and %d; use data of that shape"
              .formatted(
                  experiment.data().train().name(),
                  other.inputs(),
                  other.classes(),
                  network.inputs(),
                  network.classes()));
    }
  }

  /// Values that training had changed take the data that it was done on.
  private static RewindPoint rewindPoint(
      TicketStory story, Experiment other, DataDirectory where, Engine engine) {
    RunKey key = story.ticket().key();
    RewindPoint drawn = RewindPoint.of(other.lottery(key.replicate()), key);
    if (drawn.isBeginning()) {
      return drawn;
    }
    LoadedData data = LoadedData.load(story.spec().data(), where);
    if (!data.checksum().equals(story.data().checksum())) {
      throw new UserException(
          "%s: not the data that the ticket was drawn on, which it takes to train the dense network up to where the ticket's values come from; bring those back"
              .formatted(data.train().name()));
    }
    Experiment first = Experiment.again(story.spec(), data, where, engine);
    return RewindPoint.of(first.lottery(key.replicate()), key);
  }

  /// With a hash of all that changes a result; what the file tells of its ticket's past does not.
  private static String folder(
      TicketFile ticket, Weights start, TicketStory story, Experiment experiment) {
    byte[] values =
        new TicketFile(
                ticket.network(), ticket.mask(), start, start, Input.plain(), new LinkedHashMap<>())
            .encode();
    String all =
        String.join(
            "\n",
            experiment.paths().directory().getFileName().toString(),
            Sha256.of(values),
            story.ticket().key().toString(),
            story.data().checksum());
    return "transfer-" + story.spec().name() + "-" + Sha256.of(all).substring(0, 8);
  }

  /// The ticket's spec with the other data.
  public ExperimentSpec spec() {
    return experiment.spec();
  }

  /// What the other data are called.
  public String data() {
    return experiment.data().train().name();
  }

  public Path directory() {
    return place.directory();
  }

  public int trainings() {
    return runs().size();
  }

  /// Trains what is missing.
  ///
  /// @throws UserException when another process trains it, the disk fails, or the ticket does not
  ///   start where its seed says
  /// @throws java.util.concurrent.CancellationException when the listener cancels or the thread is
  ///   interrupted
  public TransferFindings run(Engine engine, int threads, RunListener listener) {
    if (rewindPoint.isBeginning()) {
      requireSame(rewindPoint.beginning());
    }
    try (ExperimentLock _ = ExperimentLock.of(place)) {
      begin();
      new Trainings(engine, threads, listener).run(place, runs(), this::start);
    }
    return TransferAnalysis.of(
        runs().stream()
            .map(PlannedRun::key)
            .filter(key -> !key.equals(rewindPoint.key()))
            .map(key -> Experiment.files(directory(), key).record())
            .toList(),
        level,
        experiment.spec().branches().stream().map(Branch::name).toList());
  }

  private void begin() {
    SealedFiles folder = Experiment.transferFiles(directory());
    ExperimentSpec spec = experiment.spec();
    if (folder.done()) {
      int there = RecordedTransfer.read(directory()).spec().replicates();
      spec = spec.withTotals(Math.max(there, spec.replicates()), spec.levels());
    }
    SequencedMap<String, byte[]> files = new LinkedHashMap<>();
    files.put(RunPaths.TICKET, ticket.encode());
    String json = SpecFile.json(spec).toPrettyString() + "\n";
    files.put(RunPaths.TRANSFER, json.getBytes(StandardCharsets.UTF_8));
    folder.write(files, Map.of());
  }

  private List<PlannedRun> runs() {
    List<PlannedRun> runs = new ArrayList<>();
    Optional<RunKey> rewind =
        rewindPoint.isBeginning() ? Optional.empty() : Optional.of(rewindPoint.key());
    rewind.ifPresent(key -> runs.add(new PlannedRun(key, Optional.empty(), Optional.empty())));
    for (long replicate : experiment.spec().seeds()) {
      runs.add(new PlannedRun(RunKey.ticket(replicate, 0), Optional.empty(), rewind));
      runs.add(new PlannedRun(RunKey.ticket(replicate, level), Optional.empty(), Optional.empty()));
      for (Branch branch : experiment.spec().branches()) {
        RunKey key = new RunKey(replicate, level, branch.name(), 1);
        runs.add(new PlannedRun(key, Optional.of(branch), rewind));
      }
    }
    return runs;
  }

  private Lottery lottery(long replicate) {
    return lotteries.computeIfAbsent(replicate, experiment::lottery);
  }

  private Start start(PlannedRun planned) {
    RunKey key = planned.key();
    if (key.equals(rewindPoint.key())) {
      return rewindPoint.start();
    }
    Lottery lottery = lottery(key.replicate());
    if (planned.branch().isPresent()) {
      Branch branch = planned.branch().get();
      Ticket control = lottery.control(branch, level, key.draw(), own, rewound());
      return new Start(
          control, lottery.training(control, branch), lottery.factor(branch), false, false);
    }
    if (key.level() == level) {
      return new Start(own, lottery.training(own, level), "", false, false);
    }
    Ticket dense = new Ticket(own.network(), Mask.dense(own.network()), rewound());
    return new Start(dense, lottery.training(dense, level), "nothing is pruned", false, false);
  }

  /// The whole dense network's values where the ticket's come from.
  private Weights rewound() {
    if (rewindPoint.isBeginning()) {
      return rewindPoint.beginning();
    }
    Weights values =
        rewindPoint.of(Experiment.files(directory(), rewindPoint.key()).weights(own.network()));
    requireSame(values);
    return values;
  }

  private void requireSame(Weights values) {
    if (rewindPoint.values() && !values.masked(own.mask()).sameBits(own.start())) {
      throw new UserException(
          "%s: the ticket does not start from %s as it says, so its controls would start from other values than it; `tombola ticket verify` tells what is wrong"
              .formatted(name, rewindPoint));
    }
  }
}
