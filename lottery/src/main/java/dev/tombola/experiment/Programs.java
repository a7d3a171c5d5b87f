package dev.tombola.experiment;

import dev.tombola.branch.Branch;
import dev.tombola.branch.Controls;
import dev.tombola.branch.Ticket;
import dev.tombola.experiment.Plan.PlannedRun;
import dev.tombola.lottery.Lottery;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.prune.Criterion;
import dev.tombola.prune.Pruning;
import dev.tombola.train.Cost;
import dev.tombola.train.Engine;
import dev.tombola.train.Training;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/// The programs that an experiment's runs will be. They depend on masks by their number of
/// survivors only, so that masks drawn at random stand for those that training will decide.
final class Programs {
  private final Lottery lottery;
  private final Engine engine;
  private final List<Mask> masks = new ArrayList<>();
  private final Map<String, Program> programs = new HashMap<>();
  private final Map<Mask, Cost> costs = new HashMap<>();

  Programs(Experiment experiment, Engine engine) {
    this.engine = engine;
    lottery = experiment.lottery(experiment.spec().seed());
    Ticket dense = lottery.dense();
    Pruning random =
        new Pruning(
            lottery.pruning().rounds(),
            new Criterion.Random(),
            lottery.pruning().scope(),
            lottery.pruning().layerCollapse());
    masks.add(dense.mask());
    for (int level = 1; level <= experiment.spec().levels(); level++) {
      masks.add(
          random.prune(
              lottery.network(),
              masks.getLast(),
              dense.start(),
              lottery.streams().within("estimate/" + level)));
    }
  }

  /// A whole training of the dense network, which level 0 is unless it starts from a trained one.
  Program dense() {
    Supplier<Training> training = () -> lottery.early(lottery.length(), Set.of());
    Cost cost = costs.computeIfAbsent(masks.getFirst(), _ -> cost(training.get()));
    return Program.of(false, training, cost);
  }

  Program of(PlannedRun run) {
    return of(run.key().level(), run.branch());
  }

  private Program of(int level, Optional<Branch> branch) {
    String name = level + "/" + branch.map(Branch::name).orElse(RunKey.TICKET);
    return programs.computeIfAbsent(
        name,
        _ -> {
          boolean small = branch.orElse(null) instanceof Branch.SmallDense;
          Ticket ticket = small ? smallDense(masks.get(level)) : masked(masks.get(level));
          Supplier<Training> training =
              () ->
                  branch.isPresent()
                      ? lottery.training(ticket, branch.get())
                      : lottery.training(ticket, level);
          Cost cost = costs.computeIfAbsent(ticket.mask(), _ -> cost(training.get()));
          return Program.of(small, training, cost);
        });
  }

  private Cost cost(Training training) {
    try (Engine.Session session = engine.open(training)) {
      return session.cost();
    }
  }

  private Ticket masked(Mask mask) {
    return new Ticket(lottery.network(), mask, lottery.dense().start());
  }

  private Ticket smallDense(Mask mask) {
    Network small = Controls.smallDense(lottery.network(), mask.survivors());
    return new Ticket(
        small,
        Mask.dense(small),
        lottery.initialiser().draw(small, lottery.streams().within("estimate/small")));
  }

  /// A handful to measure: of each kind the most and the least expensive; of masked ones also the
  /// most expensive that has sparse kernels, and some in between.
  static List<Program> toMeasure(Collection<Program> all) {
    NavigableMap<Long, Program> dense = new TreeMap<>();
    NavigableMap<Long, Program> sparse = new TreeMap<>();
    NavigableMap<Long, Program> small = new TreeMap<>();
    for (Program program : all) {
      Cost cost = program.work().cost();
      (program.small() ? small : cost.sparseStep() > 0 ? sparse : dense)
          .putIfAbsent(cost.step(), program);
    }
    List<Program> chosen = new ArrayList<>();
    chosen.addAll(spread(dense, 1));
    chosen.addAll(spread(sparse, 4));
    chosen.addAll(spread(small, 2));
    return chosen;
  }

  /// The greatest, the least, and as many between them as there may be, evenly.
  private static List<Program> spread(NavigableMap<Long, Program> sorted, int most) {
    List<Program> all = List.copyOf(sorted.descendingMap().values());
    int count = Math.min(most, all.size());
    List<Program> chosen = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      chosen.add(all.get(count == 1 ? 0 : i * (all.size() - 1) / (count - 1)));
    }
    return chosen;
  }
}
