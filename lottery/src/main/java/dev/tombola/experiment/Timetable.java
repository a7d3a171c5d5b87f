package dev.tombola.experiment;

import dev.tombola.experiment.Plan.PlannedRun;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/// When the [Queue] would be through: its order of work, gone through without working.
///
/// @param seconds until the last run is done
/// @param mostAtOnce how many runs are under way together at most
record Timetable(double seconds, int mostAtOnce) {

  private record Underway(RunKey key, double end) implements Comparable<Underway> {
    @Override
    public int compareTo(Underway other) {
      return Double.compare(end, other.end);
    }
  }

  /// @param missing the runs that are not there yet
  /// @param seconds that each of them takes
  static Timetable of(List<PlannedRun> missing, int threads, ToDoubleFunction<PlannedRun> seconds) {
    List<PlannedRun> waiting = new ArrayList<>(missing);
    waiting.sort(Queue.URGENCY);
    Set<RunKey> undone = new HashSet<>(missing.stream().map(PlannedRun::key).toList());
    PriorityQueue<Underway> underway = new PriorityQueue<>();
    double now = 0;
    int most = 0;
    while (!undone.isEmpty()) {
      Optional<PlannedRun> next =
          waiting.stream()
              .filter(run -> run.after().filter(undone::contains).isEmpty())
              .findFirst();
      if (next.isPresent() && underway.size() < threads) {
        waiting.remove(next.get());
        underway.add(new Underway(next.get().key(), now + seconds.applyAsDouble(next.get())));
        most = Math.max(most, underway.size());
      } else {
        Underway first = underway.remove();
        now = first.end;
        undone.remove(first.key);
      }
    }
    return new Timetable(now, most);
  }
}
