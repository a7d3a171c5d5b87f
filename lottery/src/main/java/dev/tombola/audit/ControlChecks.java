package dev.tombola.audit;

import dev.tombola.branch.Branch;
import dev.tombola.branch.Ticket;
import dev.tombola.lottery.Invariants;
import dev.tombola.lottery.Lottery;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Checks a control: that it differs from its ticket in one factor and in no other, and that it is
/// what its stream draws.
///
/// @param rewindPoint the whole network's values where the ticket's come from
record ControlChecks(
    RecordedRun control, RecordedRun ticket, Weights rewindPoint, Lottery lottery, Ledger ledger) {

  /// @param drawn the control, drawn again
  void check(Ticket drawn) {
    Branch branch = control.planned().branch().orElseThrow();
    String place = control.key().toString();
    Weights start = control.start();
    Weights before = ticket.start();
    ledger.check(
        Invariant.CONTROLS,
        place,
        () -> Invariants.control(branch, subnetwork(ticket, before), subnetwork(control, start)));
    Optional<String> other =
        switch (branch) {
          case Branch.Reinit _ ->
              same(start, before, weights())
                  ? Optional.of("starts at its ticket's values, not at new ones")
                  : Optional.empty();
          case Branch.RandomMask _ -> randomMask(start);
          case Branch.ShuffleValues _ -> shuffled(start, before);
          case Branch.SignOnly _ -> signs(start, before);
          case Branch.SmallDense _ ->
              control.mask().equals(Mask.dense(control.network()))
                  ? Optional.empty()
                  : Optional.of("is dense by its name, but its mask prunes");
          case Branch.Retraining _ -> Optional.empty();
        };
    other.ifPresent(what -> ledger.problem(Invariant.CONTROLS, place + ": " + what));
    ledger.require(
        control.mask().equals(drawn.mask()) && start.sameBits(drawn.start()),
        Invariant.DRAWS,
        place
            + (control.mask().equals(drawn.mask())
                ? ": does not start at the values that its stream draws"
                : ": does not have the mask that its stream draws"));
  }

  private static Ticket subnetwork(RecordedRun run, Weights start) {
    return new Ticket(run.network(), run.mask(), start);
  }

  private List<Parameter> weights() {
    return control.network().prunable();
  }

  private Optional<String> randomMask(Weights start) {
    boolean pruned = ticket.mask().survivors() < ticket.network().weights();
    if (pruned && control.mask().equals(ticket.mask())) {
      return Optional.of("has its ticket's mask, not a random one");
    }
    try {
      Ticket rewound = new Ticket(control.network(), control.mask(), rewindPoint);
      Invariants.startsAt(rewindPoint, rewound, start);
      return Optional.empty();
    } catch (Invariants.Violation e) {
      return Optional.of(e.what());
    }
  }

  private Optional<String> shuffled(Weights start, Weights before) {
    for (Parameter weight : weights()) {
      if (!Arrays.equals(sorted(start.values(weight)), sorted(before.values(weight)))) {
        return Optional.of("other values than its ticket's in " + weight.name());
      }
    }
    return elsewhere(start, before);
  }

  private Optional<String> signs(Weights start, Weights before) {
    for (Parameter weight : weights()) {
      float size = (float) lottery.initialiser().deviation(weight);
      float[] values = start.values(weight);
      float[] signs = before.values(weight);
      for (int i : control.mask().indices(weight)) {
        if (values[i] != Math.copySign(size, signs[i])) {
          return Optional.of(
              "%s[%d] starts at %s, not at its ticket's sign and the size %s"
                  .formatted(weight.name(), i, values[i], size));
        }
      }
    }
    return elsewhere(start, before);
  }

  /// Biases and the like are no factor.
  private Optional<String> elsewhere(Weights start, Weights before) {
    List<Parameter> others =
        control.network().parameters().stream().filter(other -> !other.prunable()).toList();
    return others.stream()
        .filter(other -> !same(start, before, List.of(other)))
        .findFirst()
        .map(other -> "starts at other values than its ticket's in " + other.name());
  }

  private static boolean same(Weights one, Weights other, List<Parameter> parameters) {
    return parameters.stream()
        .allMatch(
            parameter -> Arrays.equals(bits(one.values(parameter)), bits(other.values(parameter))));
  }

  private static int[] sorted(float[] values) {
    int[] bits = bits(values);
    Arrays.sort(bits);
    return bits;
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
    return bits;
  }
}
