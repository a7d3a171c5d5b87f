package dev.tombola.app;

import dev.tombola.findings.Findings;
import dev.tombola.findings.Interval;
import dev.tombola.findings.WayFindings;
import java.util.List;
import java.util.stream.Stream;

/// Ways to retrain side by side, as a table.
final class WayWords {
  private WayWords() {}

  static void print(Findings findings, Console console) {
    if (findings.ways().isEmpty()) {
      return;
    }
    boolean reinit = findings.ways().stream().anyMatch(way -> way.overReinit().mean() != null);
    Table table = new Table(3);
    List<String> head = List.of("level", "density", "way", "over ticket", "over dense");
    table.row(reinit ? with(head, "over reinit") : head);
    for (WayFindings way : findings.ways()) {
      List<String> row =
          List.of(
              Integer.toString(way.level()),
              way.density().toString(),
              way.way(),
              difference(way.overTicket()),
              difference(way.overDense()));
      table.row(reinit ? with(row, difference(way.overReinit())) : row);
    }
    console.out().println();
    console.say(
        "Ways to retrain, each with masks from its own trainings: points of test accuracy over the"
            + " ticket, the dense network"
            + (reinit ? " and new values in the ticket's mask" : "")
            + ", paired by replicate; mean ± 95 %");
    table.print(console);
  }

  private static List<String> with(List<String> cells, String last) {
    return Stream.concat(cells.stream(), Stream.of(last)).toList();
  }

  private static String difference(Interval interval) {
    Double mean = interval.mean();
    Double high = interval.high();
    if (mean == null) {
      return "";
    }
    return high == null
        ? Words.number("%+.2f", mean)
        : Words.number("%+.2f ± %.2f", mean, high - mean);
  }
}
