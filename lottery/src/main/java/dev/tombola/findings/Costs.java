package dev.tombola.findings;

import dev.tombola.experiment.RunRecord;
import dev.tombola.train.Work;
import java.util.List;
import java.util.Objects;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// What trainings cost, beside a dense one of the same experiment. It says nothing rather than less
/// than all: one record without the figure, as old versions wrote them, leaves a mean or a sum
/// unknown.
///
/// @param dense operations of a dense training, in the mean of those that came to their end; null
///   where the dense network was trained elsewhere
record Costs(@Nullable Double dense) {

  static Costs of(List<RunRecord> all) {
    Outcomes dense = Outcomes.dense(all);
    return new Costs(dense.trained() ? mean(finished(dense.runs()), Work::flops) : null);
  }

  /// Of runs of one branch at one level.
  CostFindings of(Outcomes outcomes) {
    List<RunRecord> finished = finished(outcomes.runs());
    Double flops = mean(finished, Work::flops);
    Double sparse = mean(finished, Work::sparseFlops);
    return flops == null || sparse == null
        ? CostFindings.NONE
        : new CostFindings(flops, dense == null ? null : flops / dense, sparse / flops);
  }

  /// How many dense trainings would have been as much work as these were, diverged ones with what
  /// they did until then.
  @Nullable Double denseTrainings(List<RunRecord> all) {
    Double mean = mean(all, Work::flops);
    return mean == null || dense == null ? null : all.size() * mean / dense;
  }

  private static List<RunRecord> finished(List<RunRecord> runs) {
    return runs.stream().filter(run -> !run.diverged()).toList();
  }

  private static @Nullable Double mean(List<RunRecord> runs, ToLongFunction<Work> part) {
    List<Work> known = runs.stream().map(RunRecord::work).filter(Objects::nonNull).toList();
    return known.isEmpty() || known.size() < runs.size()
        ? null
        : known.stream().mapToLong(part).average().orElseThrow();
  }
}
