package dev.tombola.app.report;

import dev.tombola.app.ClassWords;
import dev.tombola.findings.BranchFindings;
import dev.tombola.findings.ClassFindings;
import dev.tombola.findings.Findings;
import dev.tombola.findings.LevelFindings;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What becomes of each class, as the report's script wants it.
final class ClassData {
  /// Rows of the picture; of more classes those are shown that lost most.
  private static final int MOST = 20;

  private ClassData() {}

  /// Nothing where the records do not say, or nothing is pruned.
  static ObjectNode json(Findings findings) {
    ObjectNode node = FindingsData.JSON.createObjectNode();
    List<Integer> all = ClassWords.byLoss(findings);
    List<Integer> shown = all.stream().limit(MOST).sorted().toList();
    node.put("summary", ClassWords.summary(findings));
    node.put("all", all.size());
    node.put("falling", findings.falling().size());
    ArrayNode names = node.putArray("names");
    shown.forEach(label -> names.add(findings.classNames().get(label)));
    ArrayNode levels = node.putArray("levels");
    for (LevelFindings level : findings.levels()) {
      ObjectNode branches = levels.addObject().put("level", level.level()).putObject("branches");
      level.branches().forEach((name, found) -> branches.set(name, classes(found, shown)));
    }
    return node;
  }

  private static ArrayNode classes(BranchFindings branch, List<Integer> shown) {
    ArrayNode node = FindingsData.JSON.createArrayNode();
    if (!branch.classes().isEmpty()) {
      for (int label : shown) {
        ClassFindings found = branch.classes().get(label);
        ObjectNode one = node.addObject();
        one.set("accuracy", FindingsData.interval(found.accuracy()));
        one.set("change", FindingsData.interval(found.change()));
        one.put("examples", found.examples());
        one.put("falls", found.falls());
        one.put("beyond", found.fallsBeyond());
      }
    }
    return node;
  }
}
