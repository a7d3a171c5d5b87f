package dev.tombola.app;

import dev.tombola.findings.Findings;
import dev.tombola.findings.LevelFindings;
import dev.tombola.nn.Density;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Accuracy against density in the terminal, a curve per branch, and a line where the dense network
/// is.
final class Plot {
  private final Console console;
  private final List<Density> densities = new ArrayList<>();
  private final SequencedMap<String, Map<Density, Double>> accuracies = new LinkedHashMap<>();

  Plot(Findings findings, Console console) {
    this.console = console;
    for (LevelFindings level : findings.levels()) {
      densities.add(level.density());
      level
          .branches()
          .forEach((branch, found) -> {
            Map<Density, Double> curve =
                accuracies.computeIfAbsent(branch, _ -> new LinkedHashMap<>());
            Double mean = found.earlyStopAccuracy().mean();
            if (mean != null) {
              curve.put(level.density(), mean);
            }
          });
    }
  }

  void print() {
    if (densities.size() < 2) {
      return;
    }
    new Chart(console, axis(), densities, accuracies)
        .across("dense", accuracies.getOrDefault("ticket", Map.of()).get(densities.getFirst()))
        .print("test accuracy at early stop, percent, against density (logarithmic)");
  }

  private Chart.Axis axis() {
    List<Double> values =
        accuracies.values().stream().flatMap(curve -> curve.values().stream()).toList();
    double low = values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
    double high = values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
    double air = Math.max(0.05, 0.06 * (high - low));
    return new Chart.Axis(Math.max(0, low - air), Math.min(100, high + air), false, "%7.2f");
  }
}
