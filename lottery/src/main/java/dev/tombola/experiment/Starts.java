package dev.tombola.experiment;

import dev.tombola.branch.Branch;
import dev.tombola.branch.Ticket;
import dev.tombola.experiment.Plan.PlannedRun;
import dev.tombola.experiment.Trainings.Start;
import dev.tombola.lottery.Lottery;
import dev.tombola.nn.Mask;
import dev.tombola.train.Trajectory;
import java.util.function.LongFunction;

/// What planned runs start from, by the files of the runs that they wait for.
public final class Starts {
  private final RunPaths paths;
  private final LongFunction<Lottery> lotteries;

  /// @param paths where the runs lie
  /// @param lotteries of the replicates, by seed; asked from many threads
  public Starts(RunPaths paths, LongFunction<Lottery> lotteries) {
    this.paths = paths;
    this.lotteries = lotteries;
  }

  /// @throws dev.tombola.UserException when a run that it waits for was altered
  public Start of(PlannedRun planned) {
    RunKey key = planned.key();
    Lottery lottery = lotteries.apply(key.replicate());
    if (planned.after().isEmpty()) {
      Ticket dense = lottery.dense();
      return new Start(dense, lottery.training(dense, 0), "", false);
    }
    RunKey after = planned.after().get();
    String factor = planned.branch().map(lottery::factor).orElse("");
    Trajectory before = trajectory(after, lottery);
    Mask mask = files(after).mask(lottery.network());
    Lottery own = planned.branch().map(lottery::of).orElse(lottery);
    if (before.diverged()) {
      Mask pruned = own.prune(key.level(), mask, before);
      Ticket lost = new Ticket(own.network(), pruned, own.dense().start());
      return new Start(lost, own.training(lost, key.level()), factor, true);
    }
    Trajectory first =
        after.level() == 0 ? before : trajectory(RunKey.ticket(key.replicate(), 0), lottery);
    Ticket ticket = own.next(key.level(), mask, first, before);
    if (planned.hasChain()) {
      return new Start(ticket, own.training(ticket, key.level()), factor, false);
    }
    Branch branch = planned.branch().orElseThrow();
    Ticket control = own.control(branch, key.level(), key.draw(), ticket, first);
    return new Start(control, own.training(control, branch), factor, false);
  }

  private Trajectory trajectory(RunKey key, Lottery lottery) {
    return files(key).trajectory(lottery.network());
  }

  private RunFiles files(RunKey key) {
    return new RunFiles(paths.run(key));
  }
}
