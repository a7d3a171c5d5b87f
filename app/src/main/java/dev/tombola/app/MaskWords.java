package dev.tombola.app;

import dev.tombola.findings.Findings;
import dev.tombola.findings.Interval;
import dev.tombola.findings.LevelFindings;
import dev.tombola.findings.MaskFindings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the masks of each level and branch look like, as a table.
final class MaskWords {
  private MaskWords() {}

  static void print(Findings findings, Console console) {
    if (findings.levels().isEmpty()) {
      return;
    }
    Table table = new Table(3);
    table.row(
        List.of("level", "density", "branch", "effective, %", "dead units", "shared, %", "chance"));
    for (LevelFindings level : findings.levels()) {
      level
          .branches()
          .forEach((branch, found) -> {
            MaskFindings masks = found.masks();
            if (masks.effectiveDensity().mean() != null) {
              table.row(
                  List.of(
                      Integer.toString(level.level()),
                      level.density().toString(),
                      branch,
                      words(masks.effectiveDensity(), 100, "%.2f"),
                      words(masks.deadNeurons(), 1, "%.1f"),
                      words(masks.overlap(), 100, "%.1f"),
                      percent(masks.chanceOverlap())));
            }
          });
    }
    console.out().println();
    console.say(
        "Masks: weights on a live path, hidden units (neurons, channels) on none, and survivors"
            + " that two replicates share; mean ± 95 %");
    table.print(console);
  }

  private static String words(Interval interval, double unit, String format) {
    Double mean = interval.mean();
    Double high = interval.high();
    if (mean == null) {
      return "–";
    }
    String words = Words.number(format, unit * mean);
    return high == null ? words : words + Words.number(" ± " + format, unit * (high - mean));
  }

  private static String percent(@Nullable Double fraction) {
    return fraction == null ? "–" : Words.number("%.1f", 100 * fraction);
  }
}
