package dev.tombola.findings;

import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunRecord;
import dev.tombola.findings.Statistics.Estimate;
import dev.tombola.findings.Verdict.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// The claims that are tested, each on differences paired by replicate.
///
/// `supported` when the one-sided 95 % t bound clears the margin, `refuted` when the two-sided 90 %
/// interval lies wholly on the wrong side of it, else `inconclusive`. That two are equal takes two
/// such tests, one for each side.
final class Claims {
  /// How much worse a matching ticket may be, in percentage points.
  static final double MATCHING_MARGIN = 0.2;

  /// How far apart branches that count as equal may be, in percentage points: half of what
  /// rewinding gains where resetting does no better than new values, 4.2 points at 10.7 % (Renda et
  /// al. 2020, ResNet-20). Sparse networks trained briefly at high rates scatter by 1 to 2 points
  /// between draws, so that eight replicates can show as much and five hardly.
  static final double EQUIVALENCE_MARGIN = 2;

  /// Half an interval that is all rounding, in percentage points or logarithms.
  private static final double NO_SPREAD = 1e-9;

  private static final String DENSE_DIVERGED =
      "a dense training diverged, so there is nothing to compare with";

  private Claims() {}

  /// Non-inferior to the dense network by [#MATCHING_MARGIN].
  static Verdict matchesDense(int level, Outcomes ticket, Outcomes dense) {
    String note = diverged(RunKey.TICKET, ticket);
    if (note.isEmpty() && dense.failed() > 0) {
      note = DENSE_DIVERGED;
    }
    return verdict(
        Verdict.MATCHES_DENSE,
        level,
        differences(ticket, dense),
        -MATCHING_MARGIN,
        above(-MATCHING_MARGIN, note.isEmpty(), dense.failed() == 0),
        note);
  }

  /// More accurate: the ticket than a control, or another way to retrain than either. Where one of
  /// them diverged, it counts with the accuracy of guessing.
  static Verdict beats(String branch, String other, int level, Outcomes ours, Outcomes theirs) {
    String note = diverged(branch, ours);
    return verdict(
        branch + Verdict.BEATS + other,
        level,
        differences(ours, theirs),
        0,
        above(0, note.isEmpty(), true),
        note);
  }

  /// As accurate as a control to within [#EQUIVALENCE_MARGIN], by two one-sided tests at 5 % each
  /// (Schuirmann 1987).
  static Verdict equal(String branch, String control, int level, Outcomes ours, Outcomes theirs) {
    String note = diverged(branch, ours);
    if (note.isEmpty()) {
      note = diverged(control, theirs);
    }
    return verdict(
        branch + Verdict.EQUALS + control,
        level,
        differences(ours, theirs),
        EQUIVALENCE_MARGIN,
        within(EQUIVALENCE_MARGIN, note.isEmpty()),
        note);
  }

  /// What is to be said of a branch of which a run diverged; else nothing.
  private static String diverged(String branch, Outcomes outcomes) {
    String what = branch.equals(RunKey.TICKET) ? "a ticket" : "a training of " + branch;
    return outcomes.failed() > 0 ? what + " diverged, so the claim cannot be supported" : "";
  }

  private static List<Double> differences(Outcomes one, Outcomes other) {
    return paired(one, other, Outcomes::earlyStopAccuracy, (ours, theirs) -> ours - theirs);
  }

  /// Fewer iterations to the least validation loss than the dense network, as a ratio. A censored
  /// dense run only understates it; a censored ticket makes it unknown. A ticket that falls behind
  /// the dense network is not faster, it stops learning sooner.
  ///
  /// @param matches what [#matchesDense] says of the level
  static Verdict trainsFaster(int level, Outcomes ticket, Outcomes dense, Outcome matches) {
    List<Double> logarithms =
        paired(
            ticket,
            dense,
            run -> StrictMath.log(Outcomes.earlyStopDistance(run)),
            (ours, theirs) -> theirs - ours);
    boolean ticketKnown = ticket.censored() == 0;
    boolean denseKnown = dense.censored() == 0;
    String note = "";
    if (ticket.failed() > 0) {
      note = diverged(RunKey.TICKET, ticket);
    } else if (dense.failed() > 0) {
      note = DENSE_DIVERGED;
    } else if (matches == Outcome.REFUTED) {
      note = "the ticket does not match the dense network, so sooner is not faster";
    } else if (!ticketKnown) {
      note =
          "the loss of %d of %d tickets was still falling at the end"
              .formatted(ticket.censored(), ticket.runs().size());
    }
    Verdict onLogs =
        verdict(
            Verdict.TRAINS_FASTER,
            level,
            logarithms,
            0,
            above(0, ticketKnown && dense.failed() == 0 && matches != Outcome.REFUTED, denseKnown),
            note);
    return new Verdict(
        Verdict.TRAINS_FASTER,
        onLogs.verdict(),
        level,
        exp(onLogs.effect()),
        exp(onLogs.low()),
        exp(onLogs.high()),
        1,
        onLogs.n(),
        onLogs.note());
  }

  /// That barriers, one of each replicate, are below a limit.
  ///
  /// @param failed pairs of networks of which one diverged
  static Verdict below(String claim, int level, List<Double> barriers, double limit, int failed) {
    String note =
        failed > 0
            ? failed
                + (failed == 1 ? " pair" : " pairs")
                + " diverged, so stability cannot be supported"
            : "";
    List<Double> below = barriers.stream().map(barrier -> -barrier).toList();
    return turned(verdict(claim, level, below, -limit, above(-limit, failed == 0, true), note));
  }

  /// The same of barriers between pairs of replicates, of which the interval is known already.
  ///
  /// @param interval at 95 %, so that the claim is held to more than others are
  static Verdict below(String claim, int level, Interval interval, double limit, int n) {
    Double low = interval.low();
    Double high = interval.high();
    if (low == null || high == null) {
      String few = "it takes all pairs of three replicates to decide";
      return new Verdict(
          claim, Outcome.INCONCLUSIVE, level, interval.mean(), low, high, limit, n, few);
    }
    Outcome outcome =
        high < limit ? Outcome.SUPPORTED : low > limit ? Outcome.REFUTED : Outcome.INCONCLUSIVE;
    return new Verdict(claim, outcome, level, interval.mean(), low, high, limit, n, "");
  }

  /// A verdict on what was negated to be tested from above.
  private static Verdict turned(Verdict verdict) {
    return new Verdict(
        verdict.claim(),
        verdict.verdict(),
        verdict.level(),
        negative(verdict.effect()),
        negative(verdict.high()),
        negative(verdict.low()),
        -verdict.margin(),
        verdict.n(),
        verdict.note());
  }

  private static @Nullable Double negative(@Nullable Double value) {
    return value == null ? null : Double.valueOf(0 - value);
  }

  private static @Nullable Double exp(@Nullable Double logarithm) {
    return logarithm == null ? null : StrictMath.exp(logarithm);
  }

  /// By how many percentage points one is more accurate than another, with a two-sided 95 %
  /// interval.
  static Interval difference(Outcomes one, Outcomes other) {
    return Statistics.interval(differences(one, other));
  }

  private interface Difference {
    double of(double ours, double theirs);
  }

  private static List<Double> paired(
      Outcomes ticket,
      Outcomes other,
      ToDoubleFunction<RunRecord> endpoint,
      Difference difference) {
    Map<Long, Double> theirs = other.by(endpoint);
    List<Double> differences = new ArrayList<>();
    ticket
        .by(endpoint)
        .forEach((replicate, ours) -> {
          Double their = theirs.get(replicate);
          if (their != null) {
            differences.add(difference.of(ours, their));
          }
        });
    return differences;
  }

  /// What an interval says.
  private interface Rule {
    Outcome of(double low, double high);
  }

  private static Rule above(double margin, boolean mayBeSupported, boolean mayBeRefuted) {
    return (low, high) ->
        low > margin && mayBeSupported
            ? Outcome.SUPPORTED
            : high < margin && mayBeRefuted ? Outcome.REFUTED : Outcome.INCONCLUSIVE;
  }

  private static Rule within(double margin, boolean mayBeSupported) {
    return (low, high) ->
        low > -margin && high < margin && mayBeSupported
            ? Outcome.SUPPORTED
            : low > margin || high < -margin ? Outcome.REFUTED : Outcome.INCONCLUSIVE;
  }

  private static Verdict verdict(
      String claim, int level, List<Double> differences, double margin, Rule rule, String note) {
    int n = differences.size();
    if (n == 0) {
      return inconclusive(claim, level, null, null, margin, n, "no finished pair of runs");
    }
    Estimate estimate = Statistics.estimate(differences, 0.90);
    double mean = estimate.mean();
    Double half = estimate.half();
    if (half == null) {
      String one = "one replicate decides nothing";
      return inconclusive(claim, level, mean, null, margin, n, one);
    }
    if (half < NO_SPREAD) {
      // Differences of a few test examples may well be equal by chance.
      String same = "all differences are equal: nothing tells how far they scatter";
      return inconclusive(claim, level, mean, half, margin, n, same);
    }
    Outcome outcome = rule.of(mean - half, mean + half);
    return new Verdict(claim, outcome, level, mean, mean - half, mean + half, margin, n, note);
  }

  private static Verdict inconclusive(
      String claim,
      int level,
      @Nullable Double mean,
      @Nullable Double half,
      double margin,
      int n,
      String note) {
    Double low = mean == null || half == null ? null : Double.valueOf(mean - half);
    Double high = mean == null || half == null ? null : Double.valueOf(mean + half);
    return new Verdict(claim, Outcome.INCONCLUSIVE, level, mean, low, high, margin, n, note);
  }
}
