package dev.tombola.app;

import dev.tombola.UserException;
import dev.tombola.experiment.RunKey;
import dev.tombola.findings.BranchFindings;
import dev.tombola.findings.ClassFindings;
import dev.tombola.findings.FallingClass;
import dev.tombola.findings.Findings;
import dev.tombola.findings.Interval;
import dev.tombola.findings.LevelFindings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What becomes of each class, in sentences and as the table of a level.
public final class ClassWords {
  /// Falling classes that a sentence names; it counts the others.
  private static final int NAMED = 10;

  /// Letters of a class's name in the table.
  private static final int NAME = 24;

  private ClassWords() {}

  /// Which class lost most at the last level, and which are shown to fall from where on; empty
  /// where the records do not say.
  public static String summary(Findings findings) {
    LevelFindings last = findings.levels().getLast();
    List<ClassFindings> classes = ticket(last).classes();
    if (last.level() == 0 || classes.isEmpty()) {
      return "";
    }
    int worst = byChange(classes).getFirst();
    Double mean = classes.get(worst).change().mean();
    if (mean == null) {
      return "";
    }
    if (mean >= 0) {
      return "By class: at %s none does worse than in the dense network.%s"
          .formatted(last.density(), falling(findings));
    }
    return "By class: at %s %s loses most, %s points.%s"
        .formatted(
            last.density(),
            named(findings, worst),
            change(classes.get(worst).change()),
            falling(findings));
  }

  /// Labels, those first that lost most at the last level; empty where its records do not say, or
  /// nothing is pruned.
  public static List<Integer> byLoss(Findings findings) {
    LevelFindings last = findings.levels().getLast();
    return last.level() == 0 ? List.of() : byChange(ticket(last).classes());
  }

  private static String falling(Findings findings) {
    if (findings.spec().replicates() < 2) {
      return "";
    }
    List<FallingClass> falling = findings.falling();
    if (falling.isEmpty()) {
      return " No class is shown to fall at any level.";
    }
    String names =
        falling.stream()
            .limit(NAMED)
            .map(found -> named(findings, found.label()) + " " + where(findings, found))
            .collect(Collectors.joining(", "));
    int more = falling.size() - NAMED;
    return " Shown to fall: %s%s.".formatted(names, more > 0 ? ", and " + more + " more" : "");
  }

  private static String where(Findings findings, FallingClass found) {
    LevelFindings first = findings.levels().get(found.first());
    int deeper = findings.levels().size() - found.first();
    return deeper == 1
        ? "at " + first.density()
        : found.levels() == deeper
            ? "from %s on".formatted(first.density())
            : "from %s on (%d of %d levels)".formatted(first.density(), found.levels(), deeper);
  }

  /// `class 7`, `class automobile`
  private static String named(Findings findings, int label) {
    return "class " + findings.classNames().get(label);
  }

  /// Prints the classes of a level, those first that lost most.
  ///
  /// @param number of the level, null for the last
  static void print(Findings findings, @Nullable Integer number, Console console) {
    int deepest = findings.levels().size() - 1;
    if (deepest < 0) {
      console.say("No training of " + findings.spec().name() + " is finished yet.");
      return;
    }
    int chosen = number == null ? deepest : number;
    if (chosen < 0 || chosen > deepest) {
      throw new UserException(
          "--level: %d is none of the levels that are trained; use 0 to %d"
              .formatted(chosen, deepest));
    }
    LevelFindings level = findings.levels().get(chosen);
    if (ticket(level).classes().isEmpty()) {
      console.say(
          "Nothing is recorded of the classes at level %d: its trainings diverged, or an older version did them"
              .formatted(chosen));
      return;
    }
    console.say(
        "Test accuracy in %% by class at level %d (%s), at the iteration of least validation loss; mean ± 95 %% interval over %s"
            .formatted(chosen, level.density(), Words.count(ticket(level).n(), "replicate")));
    table(findings, level).print(console);
    if (chosen > 0) {
      console.say(
          "Differences to dense in points, paired by replicate; their 95 %% intervals hold for all %d classes at once, not for all levels. A class falls when its interval lies below 0, more than the whole (or behind it) when that is so of its difference less that of all classes together."
              .formatted(ticket(level).classes().size()));
    }
  }

  private static Table table(Findings findings, LevelFindings level) {
    Map<String, BranchFindings> shown =
        level.branches().entrySet().stream()
            .filter(_ -> level.level() > 0)
            .filter(branch -> !branch.getValue().classes().isEmpty())
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, Map.Entry::getValue, (one, _) -> one, LinkedHashMap::new));
    List<ClassFindings> dense = ticket(findings.levels().getFirst()).classes();
    List<ClassFindings> ticket = ticket(level).classes();
    Table table = new Table(2);
    List<String> head = new ArrayList<>(List.of("class", "examples", "dense"));
    shown.keySet().forEach(branch -> head.addAll(List.of(branch, branch + " - dense")));
    table.row(head);
    for (int label : byChange(ticket)) {
      List<String> row = new ArrayList<>();
      row.add(shortened(findings.classNames().get(label)));
      row.add(Words.number("%,.0f", ticket.get(label).examples()));
      row.add(dense.isEmpty() ? "–" : Words.accuracy(dense.get(label).accuracy()));
      for (BranchFindings branch : shown.values()) {
        row.add(Words.accuracy(branch.classes().get(label).accuracy()));
        row.add(change(branch.classes().get(label).change()));
      }
      table.row(row, verdict(ticket.get(label)));
    }
    return table;
  }

  private static String verdict(ClassFindings found) {
    return found.falls()
        ? found.fallsBeyond() ? "ticket falls more than the whole" : "ticket falls"
        : found.fallsBeyond() ? "ticket behind the whole" : "";
  }

  private static String shortened(String name) {
    return name.length() > NAME ? name.substring(0, NAME - 1) + "…" : name;
  }

  /// `-1.25 (-2.31 to -0.19)`
  private static String change(Interval interval) {
    Function<Double, String> points = value -> Words.number("%+.2f", Words.rounded(value));
    Double mean = interval.mean();
    Double low = interval.low();
    Double high = interval.high();
    return mean == null
        ? "–"
        : low == null || high == null
            ? points.apply(mean)
            : "%s (%s to %s)".formatted(points.apply(mean), points.apply(low), points.apply(high));
  }

  /// Labels, those first whose accuracy changed least for the better; in their own order where
  /// there is nothing to compare with.
  private static List<Integer> byChange(List<ClassFindings> classes) {
    return IntStream.range(0, classes.size())
        .boxed()
        .sorted(
            Comparator.comparingDouble(label ->
                Objects.requireNonNullElse(
                    classes.get(label).change().mean(), Double.POSITIVE_INFINITY)))
        .toList();
  }

  private static BranchFindings ticket(LevelFindings level) {
    return Objects.requireNonNull(level.branches().get(RunKey.TICKET));
  }
}
