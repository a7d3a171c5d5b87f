package dev.tombola.audit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// Checkpoints that were looked at one after another: what their weights are like, and what became
/// of the pruned ones from each to the next.
public record CheckpointAudit(
    List<Checkpoint> checkpoints, List<Returns> returns, List<Check> checks) implements Audit {
  public CheckpointAudit {
    checkpoints = List.copyOf(checkpoints);
    returns = List.copyOf(returns);
    checks = List.copyOf(checks);
  }

  static CheckpointAudit of(List<Path> files) {
    List<Checkpoint> checkpoints =
        files.stream().map(file -> Checkpoint.read(file, name(file, files))).toList();
    Ledger ledger =
        files.size() > 1
            ? new Ledger(
                Invariant.TENSORS,
                Invariant.RETURNS,
                Invariant.COLLAPSE,
                Invariant.FINITE,
                Invariant.MASKS)
            : new Ledger(Invariant.COLLAPSE, Invariant.FINITE, Invariant.MASKS);
    checkpoints.forEach(checkpoint -> check(checkpoint, ledger));
    List<Returns> returns = new ArrayList<>();
    for (int i = 1; i < checkpoints.size(); i++) {
      Checkpoint before = checkpoints.get(i - 1);
      Checkpoint after = checkpoints.get(i);
      compare(before, after, ledger);
      Returns found = Returns.between(before, after);
      returns.add(found);
      report(found, ledger);
    }
    return new CheckpointAudit(checkpoints, returns, ledger.checks());
  }

  /// Its last name, unless another file has the same.
  private static String name(Path file, List<Path> files) {
    long same =
        files.stream().filter(other -> other.getFileName().equals(file.getFileName())).count();
    return (same > 1 ? file : file.getFileName()).toString();
  }

  private static void check(Checkpoint checkpoint, Ledger ledger) {
    checkpoint
        .misfits()
        .forEach(
            misfit -> ledger.require(false, Invariant.MASKS, checkpoint.name() + ": " + misfit));
    for (SurveyedTensor tensor : checkpoint.tensors().values()) {
      String place = checkpoint.name() + ": " + tensor.name() + ": ";
      ledger.require(
          tensor.nan() + tensor.infinite() == 0,
          Invariant.FINITE,
          place
              + "%,d of %,d values are NaN, %,d infinite"
                  .formatted(tensor.nan(), tensor.size(), tensor.infinite()));
      if (tensor.weight() && tensor.size() > 0) {
        ledger.require(
            tensor.zeros() < tensor.size(),
            Invariant.COLLAPSE,
            place + "all %,d weights are zero".formatted(tensor.size()));
      }
      if (tensor.masked()) {
        ledger.require(
            tensor.blurred() == 0,
            Invariant.MASKS,
            place
                + "%,d of %,d values of its mask are neither 0 nor 1"
                    .formatted(tensor.blurred(), tensor.size()));
      }
    }
  }

  private static void compare(Checkpoint before, Checkpoint after, Ledger ledger) {
    Set<String> names = new TreeSet<>(before.tensors().keySet());
    names.retainAll(after.tensors().keySet());
    if (names.isEmpty()) {
      ledger.require(
          false,
          Invariant.TENSORS,
          "%s and %s have no tensor in common; parts of one checkpoint are audited one at a time"
              .formatted(before.name(), after.name()));
      return;
    }
    before
        .tensors()
        .forEach((key, tensor) -> {
          SurveyedTensor other = after.tensors().get(key);
          ledger.require(
              other != null && other.shape().equals(tensor.shape()),
              Invariant.TENSORS,
              "%s: %s %s of %s is %s"
                  .formatted(
                      after.name(),
                      tensor.name(),
                      tensor.shape(),
                      before.name(),
                      other == null ? "missing" : other.shape()));
        });
    after
        .tensors()
        .forEach((key, tensor) -> {
          if (!before.tensors().containsKey(key)) {
            ledger.require(
                false,
                Invariant.TENSORS,
                "%s: %s %s is not in %s"
                    .formatted(after.name(), tensor.name(), tensor.shape(), before.name()));
          }
        });
  }

  private static void report(Returns found, Ledger ledger) {
    found.layers().forEach(_ -> ledger.looked(Invariant.RETURNS));
    if (found.returned() > 0) {
      ledger.problem(
          Invariant.RETURNS,
          "%s of the weights pruned in %s are nonzero in %s"
              .formatted(share(found.returned(), found.pruned()), found.before(), found.after()));
    }
  }

  /// `2 % (412 of 20,600)`: exactly, or to two decimals.
  static String share(long part, long whole) {
    double percent = 100.0 * part / whole;
    String digits =
        100 * part % whole == 0
            ? Long.toString(100 * part / whole)
            : percent < 0.005 ? "less than 0.01" : String.format(Locale.ROOT, "%.2f", percent);
    return String.format(Locale.ROOT, "%s %% (%,d of %,d)", digits, part, whole);
  }
}
