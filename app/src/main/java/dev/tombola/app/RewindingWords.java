package dev.tombola.app;

import dev.tombola.branch.Branch;
import dev.tombola.connect.Subnetwork;
import dev.tombola.experiment.ExperimentSpec;
import dev.tombola.experiment.RunKey;
import dev.tombola.findings.ConnectivityFindings;
import dev.tombola.findings.ConnectivityFindings.Stability;
import dev.tombola.findings.Findings;
import dev.tombola.findings.Verdict;
import dev.tombola.findings.Verdict.Outcome;
import dev.tombola.rewind.Point;
import dev.tombola.rewind.Retrain;
import dev.tombola.train.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Whether resetting to initialisation is a fresh draw, and rewinding is more (Frankle et al. 2020,
/// Renda et al. 2020): a sentence, where verdicts bear it.
///
/// Resetting does no better where it was shown to equal new random values and not shown to beat
/// them. Another way does where it beats them by more than the margin of that equality, at the same
/// level: a smaller gain might be what resetting has too.
public final class RewindingWords {
  private static final String REINIT = new Branch.Reinit(List.of(), 1).name();

  private RewindingWords() {}

  static void print(Findings findings, ConnectivityFindings connected, Console console) {
    String summary = summary(findings, connected);
    if (!summary.isEmpty()) {
      console.say(summary);
    }
  }

  /// `Resetting to initialisation does no better than new random values (±2 points) at 14 % of the
  /// weights; rewinding to iteration 75 does, by 8.1 points.` Empty where nothing was shown.
  public static String summary(Findings findings, ConnectivityFindings connected) {
    SequencedMap<String, Retrain> ways = ways(findings.spec());
    for (var way : ways.entrySet()) {
      if (way.getValue().equals(Retrain.FROM_INITIALISATION)) {
        List<Verdict> equal =
            supported(findings, way.getKey() + Verdict.EQUALS + REINIT).stream()
                .filter(verdict ->
                    supported(findings, way.getKey() + Verdict.BEATS + REINIT).stream()
                        .noneMatch(better -> better.level() == verdict.level()))
                .toList();
        if (!equal.isEmpty()) {
          return summary(findings, equal, ways) + stable(findings, connected);
        }
      }
    }
    return "";
  }

  private static String summary(
      Findings findings, List<Verdict> equal, SequencedMap<String, Retrain> ways) {
    double margin = equal.getFirst().margin();
    List<Integer> levels = equal.stream().map(Verdict::level).toList();
    StringBuilder words =
        new StringBuilder(
            "Resetting to %s does no better than new random values (±%s) at %s of the weights"
                .formatted(
                    Words.initial(findings.spec()),
                    Words.count(Math.round(margin), "point"),
                    densities(findings, equal)));
    ways.forEach((name, retrain) -> {
      List<Verdict> better =
          supported(findings, name + Verdict.BEATS + REINIT).stream()
              .filter(verdict -> levels.contains(verdict.level()))
              .filter(verdict -> verdict.low() != null && verdict.low() > margin)
              .toList();
      if (!better.isEmpty()) {
        words
            .append("; ")
            .append(doing(name, retrain, findings.spec()))
            .append(" does, by ")
            .append(points(better));
        if (better.size() < equal.size()) {
          words.append(" at ").append(densities(findings, better));
        }
      }
    });
    return words.append('.').toString();
  }

  /// By name, the experiment's own first.
  private static SequencedMap<String, Retrain> ways(ExperimentSpec spec) {
    SequencedMap<String, Retrain> ways = new LinkedHashMap<>();
    ways.put(RunKey.TICKET, spec.retrain());
    for (Branch branch : spec.branches()) {
      if (branch instanceof Branch.Retraining(String name, Retrain retrain)) {
        ways.put(name, retrain);
      }
    }
    return ways;
  }

  private static List<Verdict> supported(Findings findings, String claim) {
    return findings.verdicts().stream()
        .filter(verdict -> verdict.verdict() == Outcome.SUPPORTED && verdict.claim().equals(claim))
        .toList();
  }

  /// `14 %, 7 % and 3 %`
  private static String densities(Findings findings, List<Verdict> verdicts) {
    List<String> names =
        new ArrayList<>(
            findings.levels().stream()
                .filter(level ->
                    verdicts.stream().anyMatch(verdict -> verdict.level() == level.level()))
                .map(level -> level.density().toString())
                .toList());
    String last = names.removeLast();
    return names.isEmpty() ? last : String.join(", ", names) + " and " + last;
  }

  /// `8.1 points`, or `6.2 to 8.1 points` from level to level.
  private static String points(List<Verdict> verdicts) {
    List<Double> effects =
        verdicts.stream().map(Verdict::effect).filter(Objects::nonNull).sorted().toList();
    String least = Words.number("%.1f", effects.getFirst());
    String most = Words.number("%.1f", effects.getLast());
    return (least.equals(most) ? least : least + " to " + most) + " points";
  }

  /// `rewinding to iteration 75`, or a way's name where its knobs have none.
  private static String doing(String name, Retrain retrain, ExperimentSpec spec) {
    String to = to(retrain.scheduleFrom(), spec);
    if (to == null || !retrain.scheduleFrom().equals(retrain.rateFrom())) {
      return name;
    }
    return retrain.weightsFrom().equals(retrain.scheduleFrom())
        ? "rewinding to " + to
        : retrain.weightsFrom() instanceof Point.End ? "learning-rate rewinding to " + to : name;
  }

  private static @Nullable String to(Point point, ExperimentSpec spec) {
    return switch (point) {
      case Point.Init _ -> Words.initial(spec);
      case Point.End _ -> null;
      case Point.At(Step step) ->
          (step.unit() == Step.Unit.IT ? "iteration " : "epoch ")
              + step.amount().stripTrailingZeros().toPlainString();
    };
  }

  /// From which iteration on the dense network was shown to be stable, if `connect` found one.
  private static String stable(Findings findings, ConnectivityFindings connected) {
    return connected.stability().stream()
        .filter(found -> found.subnetwork() == Subnetwork.DENSE)
        .map(Stability::from)
        .filter(Objects::nonNull)
        .findFirst()
        .map(from ->
            from == 0
                ? " The dense network is stable from " + Words.initial(findings.spec()) + " on."
                : Words.number(" The dense network is stable from iteration %,d on.", from))
        .orElse("");
  }
}
