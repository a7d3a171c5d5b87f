package dev.tombola.audit;

import static java.util.stream.Collectors.toList;

import dev.tombola.UserException;
import dev.tombola.branch.Branch;
import dev.tombola.branch.Controls;
import dev.tombola.experiment.DataShape;
import dev.tombola.experiment.Experiment;
import dev.tombola.experiment.ExperimentSpec;
import dev.tombola.experiment.Plan;
import dev.tombola.experiment.Plan.PlannedRun;
import dev.tombola.experiment.RunFiles;
import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunPaths;
import dev.tombola.experiment.Starts;
import dev.tombola.experiment.Trainings.Start;
import dev.tombola.lottery.Lottery;
import dev.tombola.nn.Network;
import dev.tombola.nn.Weights;
import dev.tombola.rewind.Point;
import dev.tombola.rewind.Retrain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;

/// Checks a run directory, run by run in the order of its plan. A run whose files are altered is a
/// finding, and nothing that hangs on it is looked at further.
///
/// Each invariant is checked by itself, by what the files say. Beyond that every mask and every
/// start is drawn again, as the experiment drew it, and held against what is there.
final class RunDirectoryChecks {
  private static final int NAMED = 3;

  private final Path directory;
  private final ExperimentSpec spec;
  private final DataShape data;
  private final Network network;
  private final Plan plan;
  private final Map<RunKey, RecordedRun> sound = new HashMap<>();
  private final Map<Long, Lottery> lotteries = new HashMap<>();

  /// The dense network's weights of the replicate that is looked at.
  private SequencedMap<Long, Weights> first = new TreeMap<>();

  private final List<String> missing = new ArrayList<>();
  private final List<String> unheld = new ArrayList<>();
  private final Ledger ledger =
      new Ledger(
          Invariant.CHECKSUMS,
          Invariant.NAME,
          Invariant.FORM,
          Invariant.PLACES,
          Invariant.ENGINE,
          Invariant.INITIALISATION,
          Invariant.NESTING,
          Invariant.COUNTS,
          Invariant.PRUNING,
          Invariant.REWINDING,
          Invariant.ABSENCE,
          Invariant.FINITE,
          Invariant.CONTROLS,
          Invariant.DRAWS,
          Invariant.EARLY_STOPS,
          Invariant.COPIES);

  RunDirectoryChecks(Path directory, ExperimentSpec spec, DataShape data) {
    this.directory = directory;
    this.spec = spec;
    this.data = data;
    network = spec.network().network(data);
    plan = Plan.of(spec);
  }

  RunDirectoryAudit audit() {
    List<String> notes = new ArrayList<>();
    int finished = 0;
    for (PlannedRun planned : plan.runs()) {
      if (Experiment.files(directory, planned.key()).done()) {
        finished++;
        check(planned);
      } else {
        missing.add(planned.key().toString());
      }
    }
    strangers();
    name().ifPresent(notes::add);
    engine();
    new ConnectChecks(directory, network, sound, lotteries, ledger).run();
    note(missing, "not there yet: ").ifPresent(notes::add);
    note(unheld, "not held against the run that it hangs on, which is not there or altered: ")
        .ifPresent(notes::add);
    return new RunDirectoryAudit(
        directory, spec.name(), plan.runs().size(), finished, notes, ledger.checks());
  }

  private static Optional<String> note(List<String> runs, String what) {
    if (runs.isEmpty()) {
      return Optional.empty();
    }
    String more = runs.size() > NAMED ? " and %d more".formatted(runs.size() - NAMED) : "";
    return Optional.of(what + runs.stream().limit(NAMED).collect(Collectors.joining(", ")) + more);
  }

  /// What was finished without being planned, as when totals in spec.yaml were lowered afterwards.
  private void strangers() {
    Set<Path> planned =
        plan.runs().stream()
            .map(run -> Experiment.files(directory, run.key()).directory())
            .collect(Collectors.toSet());
    for (RunFiles files : Experiment.everyRun(directory)) {
      if (!planned.contains(files.directory())) {
        ledger.require(
            false,
            Invariant.PLACES,
            place(files.directory()) + ": is finished, but spec.yaml plans no such run");
      }
    }
  }

  /// Gives a note when the name says nothing.
  private Optional<String> name() {
    Optional<RecordedRun> first =
        sound.values().stream().min(Comparator.comparing(RecordedRun::key));
    if (first.isEmpty()) {
      return Optional.empty();
    }
    try {
      if (!Experiment.checkName(directory, spec, first.get().files())) {
        return Optional.of(
            "the folder has a name of its own, which does not tell whether spec.yaml and data.json"
                + " are those it began with");
      }
      ledger.looked(Invariant.NAME);
    } catch (UserException e) {
      ledger.require(false, Invariant.NAME, e.getMessage());
    }
    return Optional.empty();
  }

  private void engine() {
    Map<String, List<RecordedRun>> engines =
        sound.values().stream()
            .sorted(Comparator.comparing(RecordedRun::key))
            .collect(Collectors.groupingBy(RunDirectoryChecks::engine, TreeMap::new, toList()));
    String usual =
        engines.entrySet().stream()
            .max(Comparator.comparingInt(entry -> entry.getValue().size()))
            .map(Map.Entry::getKey)
            .orElse("");
    engines.forEach((engine, runs) ->
        runs.forEach(run ->
            ledger.require(
                engine.equals(usual),
                Invariant.ENGINE,
                "%s: trained by %s, but others by %s".formatted(run.key(), engine, usual))));
  }

  private static String engine(RecordedRun run) {
    try {
      return run.files().environment().path("engine").asString("nobody");
    } catch (UserException | JacksonException e) {
      return "nobody";
    }
  }

  private void check(PlannedRun planned) {
    RunKey key = planned.key();
    RunFiles files = Experiment.files(directory, key);
    ledger.looked(Invariant.CHECKSUMS);
    try {
      files.verify();
    } catch (UserException e) {
      ledger.problem(Invariant.CHECKSUMS, e.getMessage());
      return;
    }
    try {
      read(planned, files).ifPresent(this::check);
    } catch (UserException | IllegalArgumentException | NoSuchElementException e) {
      // Sealed, but not what tombola writes.
      sound.remove(key);
      ledger.require(false, Invariant.FORM, key + ": " + e.getMessage());
    }
  }

  private void check(RecordedRun run) {
    ledger.looked(Invariant.FORM);
    RunKey key = run.key();
    SequencedMap<Long, Weights> weights = run.weights();
    RunChecks checks = new RunChecks(run, weights, ledger);
    checks.record();
    checks.values();
    if (key.level() == 0) {
      Weights start = weights.firstEntry().getValue();
      Lottery lottery = BlankLottery.of(spec, data, run.record(), start);
      lotteries.put(key.replicate(), lottery);
      sound.put(key, run);
      first = weights;
      checks.initialisation(lottery, spec.start());
    } else {
      sound.put(key, run);
      level(run, checks);
    }
  }

  /// Empty when nothing tells which network it is of.
  private Optional<RecordedRun> read(PlannedRun planned, RunFiles files) {
    if (!(planned.branch().orElse(null) instanceof Branch.SmallDense) || isLost(planned)) {
      return Optional.of(RecordedRun.read(planned, files, network));
    }
    RunKey key = planned.key();
    RecordedRun ticket = sound.get(RunKey.ticket(key.replicate(), key.level()));
    if (ticket == null) {
      unheld.add(key.toString());
      return Optional.empty();
    }
    Network small = Controls.smallDense(network, ticket.mask().survivors());
    return Optional.of(RecordedRun.read(planned, files, small));
  }

  /// Whether what it was to be pruned from diverged, so that it was never trained.
  private boolean isLost(PlannedRun planned) {
    return planned.after().map(sound::get).filter(before -> before.record().diverged()).isPresent();
  }

  private void level(RecordedRun run, RunChecks checks) {
    RunKey key = run.key();
    RunKey after = run.planned().after().orElseThrow();
    RunKey ticket = RunKey.ticket(key.replicate(), key.level());
    RecordedRun dense = sound.get(RunKey.ticket(key.replicate(), 0));
    RecordedRun before = sound.get(after);
    boolean control = run.planned().branch().filter(branch -> !branch.hasChain()).isPresent();
    if (dense == null || before == null || (control && !sound.containsKey(ticket))) {
      unheld.add(key.toString());
      return;
    }
    Lottery lottery = Objects.requireNonNull(lotteries.get(key.replicate()));
    Retrain retrain = run.planned().branch().map(lottery::of).orElse(lottery).retrain();
    Weights kept =
        switch (retrain.weightsFrom()) {
          case Point.Init _ -> first.firstEntry().getValue();
          case Point.End _ -> first.lastEntry().getValue();
          case Point.At at -> first.get(lottery.clock().iterations(at.step()));
        };
    boolean lost = before.record().diverged();
    if (kept == null && !lost) {
      ledger.require(
          false,
          Invariant.REWINDING,
          "%s: survivors are rewound to %s, of which level 0 has no weights"
              .formatted(key, retrain.weightsFrom()));
      return;
    }
    Start start = new Starts(new RunPaths(directory), _ -> lottery).of(run.planned());
    checks.training(start);
    if (control && !lost) {
      RecordedRun own = Objects.requireNonNull(sound.get(ticket));
      new ControlChecks(run, own, Objects.requireNonNull(kept), lottery, ledger)
          .check(start.ticket());
      return;
    }
    checks.nests(sound.getOrDefault(above(run), before), lottery);
    Weights rewound =
        lost
            ? lottery.dense().start()
            : retrain.weightsFrom() instanceof Point.End
                ? before.weights().lastEntry().getValue()
                : Objects.requireNonNull(kept);
    checks.rewound(rewound, start.ticket());
  }

  /// The level above in its own chain.
  private static RunKey above(RecordedRun run) {
    RunKey key = run.key();
    boolean own = run.planned().branch().filter(Branch::hasChain).isPresent() && key.level() > 1;
    String branch = own ? key.branch() : RunKey.TICKET;
    return new RunKey(key.replicate(), key.level() - 1, branch, 1);
  }

  private String place(Path folder) {
    return directory.relativize(folder).toString();
  }
}
