package dev.tombola.lottery;

import dev.tombola.branch.Ticket;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import dev.tombola.prune.Pruning;
import java.util.BitSet;
import java.util.List;

/// What must hold at every level of every run: the mistakes that published lottery-ticket code
/// makes silently. Checking them costs less than a training step.
final class Invariants {
  private Invariants() {}

  /// A mask never regrows.
  static void masksNest(Mask before, Mask after) {
    for (Parameter parameter : after.parameters()) {
      BitSet regrown = after.kept(parameter);
      regrown.andNot(before.kept(parameter));
      if (!regrown.isEmpty()) {
        throw violation(
            "a pruned weight came back into the mask", parameter, regrown.nextSetBit(0));
      }
    }
  }

  /// The requested sparsity was obtained, in every group of layers that was pruned together.
  static void requestedIsObtained(List<Pruning.Group> groups, Mask before, Mask after) {
    for (Pruning.Group group : groups) {
      long kept = group.weights().stream().mapToLong(after::survivors).sum();
      long requested = group.survivors(before) - group.drops(before);
      if (kept != requested) {
        throw new IllegalStateException(
            "invariant violated: %s: %d weights were to survive, but %d did"
                .formatted(group.weights().getFirst().name(), requested, kept));
      }
    }
  }

  /// Survivors stand at the rewind point, bit for bit, and pruned weights at zero: in the ticket
  /// that was made from it, and again in what the engine says it started from.
  static void startsAt(Weights rewindPoint, Ticket ticket, Weights start) {
    for (Parameter parameter : ticket.network().parameters()) {
      float[] started = start.values(parameter);
      float[] rewound = rewindPoint.values(parameter);
      for (int i = 0; i < started.length; i++) {
        boolean kept = !parameter.prunable() || ticket.mask().keeps(parameter, i);
        float expected = kept ? rewound[i] : 0f;
        if (Float.floatToRawIntBits(started[i]) != Float.floatToRawIntBits(expected)) {
          throw violation("a weight does not start at its rewind point", parameter, i);
        }
      }
    }
  }

  /// A pruned weight is zero after training.
  static void prunedStayZero(Mask mask, Weights trained) {
    for (Parameter parameter : mask.parameters()) {
      float[] values = trained.values(parameter);
      BitSet kept = mask.kept(parameter);
      int next = kept.nextClearBit(0);
      for (int i = next; i < values.length; i = kept.nextClearBit(i + 1)) {
        if (values[i] != 0) {
          throw violation("a pruned weight is " + values[i] + " after training", parameter, i);
        }
      }
    }
  }

  private static IllegalStateException violation(String what, Parameter parameter, int index) {
    return new IllegalStateException(
        "invariant violated: " + what + ": " + parameter.name() + "[" + index + "]");
  }
}
