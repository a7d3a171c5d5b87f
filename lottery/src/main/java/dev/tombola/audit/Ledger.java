package dev.tombola.audit;

import dev.tombola.format.Excerpt;
import dev.tombola.lottery.Invariants;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What was found while looking: places and problems, by invariant.
final class Ledger {
  private final Map<Invariant, Long> places = new EnumMap<>(Invariant.class);
  private final Map<Invariant, List<String>> problems = new EnumMap<>(Invariant.class);

  /// @param invariants that are looked at, so that one without a place is told of too
  Ledger(Invariant... invariants) {
    for (Invariant invariant : invariants) {
      places.put(invariant, 0L);
      problems.put(invariant, new ArrayList<>());
    }
  }

  /// One more place was looked at.
  void looked(Invariant invariant) {
    places.merge(invariant, 1L, Long::sum);
  }

  void problem(Invariant invariant, String sentence) {
    Objects.requireNonNull(problems.get(invariant))
        .add(Excerpt.printable(sentence.replace('\n', ' ')));
  }

  /// Looks at a place where something must be true.
  void require(boolean held, Invariant invariant, String sentence) {
    looked(invariant);
    if (!held) {
      problem(invariant, sentence);
    }
  }

  /// Looks at a place with a check that an experiment makes too.
  void check(Invariant invariant, String place, Runnable check) {
    looked(invariant);
    try {
      check.run();
    } catch (Invariants.Violation e) {
      problem(invariant, place + ": " + e.what());
    }
  }

  List<Check> checks() {
    return places.entrySet().stream()
        .map(entry ->
            new Check(
                entry.getKey(),
                entry.getValue(),
                Objects.requireNonNull(problems.get(entry.getKey()))))
        .toList();
  }
}
