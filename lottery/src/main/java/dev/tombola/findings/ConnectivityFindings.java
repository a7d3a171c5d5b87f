package dev.tombola.findings;

import dev.tombola.connect.Subnetwork;
import dev.tombola.experiment.ExperimentSpec;
import dev.tombola.nn.Density;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the paths between trained networks show, as far as they were walked.
///
/// @param length steps of a training
/// @param copies by subnetwork, level and step, in this order
/// @param stability of each subnetwork and level of these
/// @param levels between successive levels, from level 0
/// @param replicates between dense networks of different seeds; null without such paths
public record ConnectivityFindings(
    ExperimentSpec spec,
    long length,
    List<BarrierFindings> copies,
    List<Stability> stability,
    List<BarrierFindings> levels,
    @Nullable BarrierFindings replicates) {
  public ConnectivityFindings {
    copies = List.copyOf(copies);
    stability = List.copyOf(stability);
    levels = List.copyOf(levels);
  }

  /// From which step on a subnetwork was shown to be stable: its tests go from the last step to the
  /// first and stop at the first that does not support it, so that the chance of any wrong step is
  /// 5 % too.
  ///
  /// @param from that step; null when already the last was not shown to be stable
  /// @param last the last step that was tried
  public record Stability(
      Subnetwork subnetwork, int level, Density density, @Nullable Long from, long last) {}

  public boolean isEmpty() {
    return copies.isEmpty() && levels.isEmpty() && replicates == null;
  }
}
