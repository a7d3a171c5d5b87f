package dev.tombola.app;

import dev.tombola.experiment.SpecFile;
import dev.tombola.findings.Analysis;
import dev.tombola.findings.BranchFindings;
import dev.tombola.findings.Findings;
import dev.tombola.findings.LevelFindings;
import dev.tombola.findings.Verdict;
import dev.tombola.nn.Density;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `tombola diff`: in what two experiments differ.
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description = "Tells in what two run directories differ: spec, accuracies, verdicts.")
final class DiffCommand extends ConsoleCommand {
  @Parameters(index = "0", paramLabel = "<run>", description = "A run directory.")
  private Path one = Path.of("");

  @Parameters(index = "1", paramLabel = "<run>", description = "Another.")
  private Path other = Path.of("");

  DiffCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    Findings left = Analysis.of(one);
    Findings right = Analysis.of(other);
    console.say("A: ", 3, one.toString());
    console.say("B: ", 3, other.toString());
    console.out().println();
    section("Spec", flat(SpecFile.json(left.spec())), flat(SpecFile.json(right.spec())));
    section(
        "Test accuracy at early stop, %",
        accuracies(left), accuracies(right), byDensity(left, right));
    section("Verdicts", verdicts(left), verdicts(right));
    return 0;
  }

  private void section(String title, Map<String, String> left, Map<String, String> right) {
    Set<String> keys = new LinkedHashSet<>(left.keySet());
    keys.addAll(right.keySet());
    section(title, left, right, keys);
  }

  private void section(
      String title, Map<String, String> left, Map<String, String> right, Iterable<String> keys) {
    Table table = new Table(3);
    table.row(List.of(title, "A", "B"));
    boolean same = true;
    for (String key : keys) {
      String a = left.getOrDefault(key, "–");
      String b = right.getOrDefault(key, "–");
      if (!a.equals(b)) {
        same = false;
        table.row(List.of(key, a, b));
      }
    }
    if (same) {
      console.out().println(title + ": the same");
    } else {
      table.print(console);
    }
    console.out().println();
  }

  /// Values by dotted key.
  private static SequencedMap<String, String> flat(JsonNode tree) {
    SequencedMap<String, String> values = new LinkedHashMap<>();
    flatten("", tree, values);
    return values;
  }

  /// Controls go by their kind, of which there is one each, and ways to retrain by their names.
  private static void flatten(String key, JsonNode node, Map<String, String> to) {
    if (node.isObject()) {
      node.forEachEntry(
          (name, child) -> flatten(key.isEmpty() ? name : key + "." + name, child, to));
    } else if (key.equals("branches")) {
      node.forEach(branch -> {
        String kind = branch.path("kind").asString();
        flatten(key + "." + branch.path("name").asString(kind), branch, to);
      });
    } else {
      to.put(key, node.toString().replace("\"", ""));
    }
  }

  private static SequencedMap<String, String> accuracies(Findings findings) {
    SequencedMap<String, String> values = new LinkedHashMap<>();
    for (LevelFindings level : findings.levels()) {
      for (Map.Entry<String, BranchFindings> branch : level.branches().entrySet()) {
        values.put(
            place(branch.getKey(), level), Words.accuracy(branch.getValue().earlyStopAccuracy()));
      }
    }
    return values;
  }

  private static String place(String branch, LevelFindings level) {
    return "%s at %s".formatted(branch, level.density());
  }

  /// Where the accuracies of either are, from dense to sparse.
  private static List<String> byDensity(Findings left, Findings right) {
    Map<String, Density> places = new LinkedHashMap<>();
    for (Findings findings : List.of(left, right)) {
      for (LevelFindings level : findings.levels()) {
        level
            .branches()
            .keySet()
            .forEach(branch -> places.putIfAbsent(place(branch, level), level.density()));
      }
    }
    return places.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static SequencedMap<String, String> verdicts(Findings findings) {
    SequencedMap<String, String> values = new LinkedHashMap<>();
    for (Verdict verdict : findings.verdicts()) {
      values.put(
          "%s, level %d".formatted(verdict.claim(), verdict.level()),
          verdict.verdict().toString().toLowerCase(Locale.ROOT));
    }
    values.put(
        "least matching density",
        findings.leastMatching() == null ? "none" : findings.leastMatching().toString());
    return values;
  }
}
