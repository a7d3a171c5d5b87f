package dev.tombola.findings;

import org.jspecify.annotations.Nullable;

/// What the replicates say of a claim at a level.
///
/// @param claim [#MATCHES_DENSE], [#TRAINS_FASTER], or [#BEATS] with a control's name
/// @param effect mean of the differences paired by replicate, in percentage points; of
///   `ticket-trains-faster` how many times fewer iterations the ticket takes than the dense network
///   (geometric mean)
/// @param low lower end of the two-sided 90 % t interval, which is the one-sided 95 % bound
/// @param high its upper end
/// @param margin what the bound must clear, in the effect's unit
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

  /// What a claim against a control begins with; the control's name follows.
  public static final String BEATS = "ticket-beats-";

  public enum Outcome {
    SUPPORTED,
    REFUTED,
    INCONCLUSIVE
  }
}
