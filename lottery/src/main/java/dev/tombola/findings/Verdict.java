package dev.tombola.findings;

import org.jspecify.annotations.Nullable;

/// What the replicates say of a claim at a level.
///
/// @param claim [#MATCHES_DENSE], [#TRAINS_FASTER], or two branches with [#BEATS] or [#EQUALS]
///   between them; of paths between networks one that speaks of connection
/// @param effect mean barrier in percentage points; of other claims the mean of the differences
///   paired by replicate, in percentage points; of `ticket-trains-faster` how many times fewer
///   iterations the ticket takes than the dense network (geometric mean)
/// @param low lower end of the two-sided 90 % t interval, which is the one-sided 95 % bound; of
///   [#REPLICATES_CONNECTED] of the 95 % interval by the jackknife
/// @param high its upper end
/// @param margin what the bound must clear, in the effect's unit; a barrier must lie below, and the
///   whole interval of a claim with [#EQUALS] nearer to 0 than this
/// @param n replicates
/// @param note why it could not be decided otherwise, for people; empty if there is nothing to say
public record Verdict(
    String claim,
    Outcome verdict,
    int level,
    @Nullable Double effect,
    @Nullable Double low,
    @Nullable Double high,
    double margin,
    int n,
    String note) {
  public static final String MATCHES_DENSE = "ticket-matches-dense";
  public static final String TRAINS_FASTER = "ticket-trains-faster";

  /// What stands between the name of the ticket, or of another way to retrain, and that of a branch
  /// that it is more accurate than.
  public static final String BEATS = "-beats-";

  /// What stands between such a name and that of a control that is as accurate, to within a margin.
  public static final String EQUALS = "-equals-";

  /// What follows a subnetwork's name, and is followed by a step, where the claim is that copies
  /// trained from that step on are connected.
  public static final String IS_STABLE_AT = "-is-stable-at-";

  /// The claim that the tickets of a level and of the next are connected.
  public static final String LEVELS_CONNECTED = "levels-are-connected";

  /// The claim that dense networks of different seeds are connected.
  public static final String REPLICATES_CONNECTED = "replicates-are-connected";

  public enum Outcome {
    SUPPORTED,
    REFUTED,
    INCONCLUSIVE
  }
}
