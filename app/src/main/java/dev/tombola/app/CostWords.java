package dev.tombola.app;

import dev.tombola.findings.CostFindings;
import dev.tombola.findings.Findings;
import dev.tombola.findings.LevelFindings;
import java.util.List;

/// What a training of each level and branch costs, as a table; nothing of what records from before
/// that figure do not say.
final class CostWords {
  private CostWords() {}

  static void print(Findings findings, Console console) {
    Table table = new Table(3);
    table.row(List.of("level", "density", "branch", "a training", "of dense", "sparse kernels"));
    boolean known = false;
    for (LevelFindings level : findings.levels()) {
      for (var branch : level.branches().entrySet()) {
        CostFindings cost = branch.getValue().cost();
        Double flops = cost.flops();
        if (flops != null) {
          known = true;
          table.row(
              List.of(
                  Integer.toString(level.level()),
                  level.density().toString(),
                  branch.getKey(),
                  Words.flops(flops),
                  Words.percent(cost.ofDense()),
                  Words.percent(cost.bySparseKernels())));
        }
      }
    }
    if (known) {
      console.out().println();
      console.say(
          "Cost in floating-point operations, not time ("
              + console.command()
              + " bench measures that): dense kernels count pruned weights too, sparse kernels"
              + " survivors alone");
      table.print(console);
    }
  }
}
