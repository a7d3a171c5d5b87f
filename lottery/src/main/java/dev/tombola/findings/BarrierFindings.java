package dev.tombola.findings;

import dev.tombola.connect.LinearPath;
import dev.tombola.connect.Subnetwork;
import dev.tombola.nn.Density;
import java.util.List;

/// The barriers between networks of one kind, over replicates; a replicate's pairs are averaged
/// first.
///
/// @param subnetwork what is connected: of successive levels the ticket, of replicates the dense
///   network
/// @param level its level; of successive levels the first of the two
/// @param density of its mask; of successive levels of the first
/// @param at the step from which copies were trained; 0 for others
/// @param n replicates with a path
/// @param failed pairs of which an end diverged; they have no path
/// @param error on the test examples, in percentage points: the endpoint of the verdicts
/// @param loss on the test examples, in natural logarithms
/// @param trainError on the training examples
/// @param trainLoss on the training examples
/// @param stable what the replicates say of a barrier below 2 points
/// @param paths that were walked
public record BarrierFindings(
    Subnetwork subnetwork,
    int level,
    Density density,
    long at,
    int n,
    int failed,
    Interval error,
    Interval loss,
    Interval trainError,
    Interval trainLoss,
    Verdict stable,
    List<LinearPath> paths) {
  public BarrierFindings {
    paths = List.copyOf(paths);
  }
}
