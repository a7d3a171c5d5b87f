package dev.tombola.lottery;

import dev.tombola.branch.Branch;
import dev.tombola.branch.Ticket;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import dev.tombola.prune.Pruning;
import java.util.BitSet;
import java.util.List;

/// What must hold at every level of every run: the mistakes that published lottery-ticket code
/// makes silently. Checking them costs less than a training step.
///
/// Each is checked while an experiment runs, and again by whoever reads what it wrote.
public final class Invariants {
  private Invariants() {}

  /// An invariant does not hold: a defect of ours where it is found in a run, and in files that
  /// somebody altered a finding.
  public static final class Violation extends IllegalStateException {
    private static final long serialVersionUID = 1;

    private final String what;

    Violation(String what) {
      super("invariant violated: " + what);
      this.what = what;
    }

    /// What does not hold, and where.
    public String what() {
      return what;
    }
  }

  /// A mask never regrows.
  public static void masksNest(Mask before, Mask after) {
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
  public static void requestedIsObtained(List<Pruning.Group> groups, Mask before, Mask after) {
    for (Pruning.Group group : groups) {
      long kept = group.weights().stream().mapToLong(after::survivors).sum();
      long requested = group.survivors(before) - group.drops();
      if (kept != requested) {
        throw new Violation(
            group.weights().getFirst().name()
                + ": "
                + requested
                + " weights were to survive, but "
                + kept
                + " did");
      }
    }
  }

  /// Survivors stand at the rewind point, bit for bit, and pruned weights at zero: in the ticket
  /// that was made from it, and again in what the engine says it started from.
  public static void startsAt(Weights rewindPoint, Ticket ticket, Weights start) {
    for (Parameter parameter : ticket.network().parameters()) {
      float[] started = start.values(parameter);
      float[] rewound = rewindPoint.values(parameter);
      for (int i = 0; i < started.length; i++) {
        boolean kept = !parameter.prunable() || ticket.mask().keeps(parameter, i);
        float expected = kept ? rewound[i] : 0f;
        if (Float.floatToRawIntBits(started[i]) != Float.floatToRawIntBits(expected)) {
          throw violation("a weight does not start where it was to", parameter, i);
        }
      }
    }
  }

  /// A control has as many survivors in each layer as its ticket; the same ones, unless which they
  /// are is what it changes. A small dense network has layers of its own.
  public static void control(Branch branch, Ticket ticket, Ticket control) {
    boolean sameMask =
        switch (branch) {
          case Branch.Reinit _, Branch.ShuffleValues _, Branch.SignOnly _ -> true;
          case Branch.RandomMask _, Branch.SmallDense _, Branch.Retraining _ -> false;
        };
    if (branch instanceof Branch.SmallDense) {
      return;
    }
    for (Parameter parameter : ticket.mask().parameters()) {
      BitSet kept = ticket.mask().kept(parameter);
      BitSet other = control.mask().kept(parameter);
      if (kept.cardinality() != other.cardinality()) {
        throw new Violation(
            branch.name()
                + " has "
                + other.cardinality()
                + " survivors in "
                + parameter.name()
                + ", but its ticket has "
                + kept.cardinality());
      }
      if (sameMask && !kept.equals(other)) {
        other.xor(kept);
        throw violation(branch.name() + " has another mask", parameter, other.nextSetBit(0));
      }
    }
  }

  /// A pruned weight is zero after training.
  public static void prunedStayZero(Mask mask, Weights trained) {
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

  private static Violation violation(String what, Parameter parameter, int index) {
    return new Violation(what + ": " + parameter.name() + "[" + index + "]");
  }
}
