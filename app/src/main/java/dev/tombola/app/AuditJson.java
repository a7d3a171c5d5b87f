package dev.tombola.app;

import dev.tombola.audit.Audit;
import dev.tombola.audit.Check;
import dev.tombola.audit.Checkpoint;
import dev.tombola.audit.CheckpointAudit;
import dev.tombola.audit.NeuronChain;
import dev.tombola.audit.Returns;
import dev.tombola.audit.RunDirectoryAudit;
import dev.tombola.audit.SurveyedTensor;
import dev.tombola.audit.TicketAudit;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `audit --json`: one object, for programs. A check with 0 places had nothing to look at.
final class AuditJson {
  private static final int SCHEMA_VERSION = 1;
  private static final JsonMapper JSON = new JsonMapper();

  private AuditJson() {}

  static String of(List<Audit> audits) {
    ObjectNode json = JSON.createObjectNode();
    json.put("schemaVersion", SCHEMA_VERSION);
    json.put("holds", audits.stream().allMatch(Audit::holds));
    ArrayNode list = json.putArray("audits");
    audits.forEach(audit -> list.add(audit(audit)));
    return json.toPrettyString();
  }

  private static ObjectNode audit(Audit audit) {
    ObjectNode node = JSON.createObjectNode();
    switch (audit) {
      case RunDirectoryAudit run -> {
        node.put("kind", "run-directory");
        node.put("path", run.directory().toString());
        node.put("name", run.name());
        node.put("planned", run.planned());
        node.put("finished", run.finished());
        run.notes().forEach(node.putArray("notes")::add);
      }
      case TicketAudit ticket -> {
        node.put("kind", "ticket");
        node.put("path", ticket.file().toString());
        ticket.notes().forEach(node.putArray("notes")::add);
        ticket
            .structure()
            .ifPresent(structure -> {
              ObjectNode survivors = node.putObject("survivors");
              structure.survivors().forEach(survivors::put);
              node.put("effectiveDensity", structure.effective().value());
              node.put("deadNeurons", structure.deadNeurons());
              node.put("hiddenNeurons", structure.hiddenNeurons());
            });
      }
      case CheckpointAudit checkpoints -> {
        node.put("kind", "checkpoints");
        ArrayNode files = node.putArray("files");
        checkpoints.checkpoints().forEach(checkpoint -> files.add(checkpoint(checkpoint)));
        ArrayNode returns = node.putArray("returns");
        checkpoints.returns().forEach(found -> returns.add(returns(found)));
      }
    }
    ArrayNode checks = node.putArray("checks");
    audit.checks().forEach(check -> checks.add(check(check)));
    return node;
  }

  private static ObjectNode check(Check check) {
    ObjectNode node = JSON.createObjectNode();
    node.put("invariant", check.invariant().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    node.put("places", check.places());
    node.put("holds", check.holds());
    check.problems().forEach(node.putArray("problems")::add);
    return node;
  }

  private static ObjectNode checkpoint(Checkpoint checkpoint) {
    ObjectNode node = JSON.createObjectNode();
    node.put("path", checkpoint.file().toString());
    node.put("name", checkpoint.name());
    ArrayNode tensors = node.putArray("tensors");
    for (SurveyedTensor tensor : checkpoint.tensors().values()) {
      ObjectNode one = tensors.addObject();
      one.put("name", tensor.name());
      tensor.shape().forEach(one.putArray("shape")::add);
      one.put("weight", tensor.weight());
      one.put("masked", tensor.masked());
      one.put("values", tensor.size());
      one.put("zero", tensor.zeros());
      one.put("nan", tensor.nan());
      one.put("infinite", tensor.infinite());
      if (tensor.hasNeurons()) {
        one.put("deadOutputs", tensor.deadOutputs());
        one.put("deadInputs", tensor.deadInputs());
      }
    }
    NeuronChain.Outcome outcome = checkpoint.chain();
    outcome
        .chain()
        .ifPresentOrElse(
            chain ->
                node.putObject("chain")
                    .put("effective", chain.effective())
                    .put("weights", chain.weights())
                    .put("dead", chain.dead())
                    .put("hidden", chain.hidden()),
            () -> node.putNull("chain").put("noChain", outcome.misfit()));
    return node;
  }

  private static ObjectNode returns(Returns returns) {
    ObjectNode node = JSON.createObjectNode();
    node.put("before", returns.before());
    node.put("after", returns.after());
    node.put("pruned", returns.pruned());
    node.put("returned", returns.returned());
    ArrayNode layers = node.putArray("layers");
    for (Returns.Layer layer : returns.layers()) {
      layers
          .addObject()
          .put("name", layer.name())
          .put("pruned", layer.pruned())
          .put("returned", layer.returned());
    }
    return node;
  }
}
