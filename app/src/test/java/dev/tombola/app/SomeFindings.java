package dev.tombola.app;

import dev.tombola.experiment.ExperimentSpec;
import dev.tombola.experiment.SpecFile;
import dev.tombola.findings.BranchFindings;
import dev.tombola.findings.CostFindings;
import dev.tombola.findings.Findings;
import dev.tombola.findings.Interval;
import dev.tombola.findings.LevelFindings;
import dev.tombola.findings.MaskFindings;
import dev.tombola.findings.Verdict;
import dev.tombola.nn.Density;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Findings made up for a test: a level per map, half as dense as the one before.
final class SomeFindings {
  private SomeFindings() {}

  /// @param levels test accuracy by branch
  static Findings of(
      List<? extends SequencedMap<String, Double>> levels,
      @Nullable Density leastMatching,
      Verdict... verdicts) {
    return of(SpecFile.resolve("lenet-mnist-quick", List.of()), levels, leastMatching, verdicts);
  }

  /// @param levels test accuracy by branch
  static Findings of(
      ExperimentSpec spec,
      List<? extends SequencedMap<String, Double>> levels,
      @Nullable Density leastMatching,
      Verdict... verdicts) {
    List<LevelFindings> found = new ArrayList<>();
    for (SequencedMap<String, Double> level : levels) {
      SequencedMap<String, BranchFindings> branches = new LinkedHashMap<>();
      level.forEach((branch, accuracy) -> branches.put(branch, branch(accuracy)));
      int number = found.size();
      found.add(new LevelFindings(number, Density.of(1L << (20 - number), 1L << 20), branches));
    }
    return new Findings(
        spec,
        found,
        List.of(verdicts),
        leastMatching,
        List.of(),
        List.of(),
        List.of(),
        null,
        List.of(),
        List.of(),
        0);
  }

  static SequencedMap<String, Double> ticket(double accuracy) {
    return new LinkedHashMap<>(Map.of("ticket", accuracy));
  }

  private static BranchFindings branch(double accuracy) {
    Interval mean = new Interval(accuracy, accuracy - 10.25, accuracy + 10.25);
    return new BranchFindings(
        5,
        0,
        0,
        mean,
        mean,
        mean,
        Interval.NONE,
        Interval.NONE,
        Interval.NONE,
        CostFindings.NONE,
        List.of(),
        MaskFindings.NONE);
  }
}
