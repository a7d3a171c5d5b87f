package dev.tombola.app.report;

import dev.tombola.experiment.DataShape;
import dev.tombola.experiment.Experiment;
import dev.tombola.experiment.RunFiles;
import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunRecord;
import dev.tombola.findings.Findings;
import dev.tombola.findings.LevelFindings;
import dev.tombola.measure.Structures;
import dev.tombola.nn.Layer;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import java.nio.file.Path;
import java.util.List;
import java.util.SequencedMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What the masks and weights of the tickets look like, as the report's script wants it.
final class MaskData {
  private static final int BINS = 60;

  private final Path directory;
  private final Findings findings;
  private final Network network;

  MaskData(Path directory, Findings findings) {
    this.directory = directory;
    this.findings = findings;
    network = Experiment.readNetwork(directory);
  }

  static ObjectNode json(DataShape shape) {
    ObjectNode node = FindingsData.JSON.createObjectNode();
    node.put("name", shape.name());
    node.put("features", shape.features());
    node.put("checksum", shape.checksum());
    if (shape.image() != null) {
      node.put("channels", shape.image().channels());
      node.put("height", shape.image().height());
      node.put("width", shape.image().width());
    }
    return node;
  }

  void addTo(ObjectNode data) {
    ArrayNode masks = data.putArray("masks");
    ArrayNode weights = data.putArray("weights");
    if (network.layers().getFirst() instanceof Layer.Conv conv) {
      data.put("firstKernel", conv.kernel());
    }
    for (LevelFindings level : findings.levels()) {
      List<RunKey> tickets = tickets(level.level());
      List<Mask> ofReplicates =
          tickets.stream().map(key -> Experiment.files(directory, key).mask(network)).toList();
      if (!ofReplicates.isEmpty()) {
        masks.add(masks(level.level(), ofReplicates));
        weights.add(weights(level.level(), Experiment.files(directory, tickets.getFirst())));
        data.set("kernels", KernelData.of(network, ofReplicates.getFirst())); // the last level's
      }
    }
    findings.runs().stream()
        .findFirst()
        .ifPresent(run ->
            data.put(
                "environment",
                Experiment.files(directory, run.key()).environment().toPrettyString()));
  }

  private List<RunKey> tickets(int level) {
    return findings.runs().stream()
        .filter(run -> !run.diverged())
        .map(RunRecord::key)
        .filter(key -> key.level() == level && key.isTicket())
        .toList();
  }

  private ObjectNode masks(int level, List<Mask> masks) {
    ObjectNode node = FindingsData.JSON.createObjectNode();
    node.put("level", level);
    ObjectNode layers = node.putObject("layers");
    for (Parameter weight : network.prunable()) {
      layers.put(
          weight.name(),
          masks.stream().mapToDouble(mask -> mask.density(weight).value()).average().orElse(0));
    }
    node.put("hidden", Structures.of(network, masks.getFirst()).hiddenNeurons());
    ArrayNode inputs = node.putArray("inputs");
    for (int count : Structures.survivorsByInput(network, masks.getFirst())) {
      inputs.add(count);
    }
    return node;
  }

  /// Histograms of the survivors' first and last values, by layer.
  private ObjectNode weights(int level, RunFiles files) {
    ObjectNode node = FindingsData.JSON.createObjectNode();
    node.put("level", level);
    ArrayNode layers = node.putArray("layers");
    Mask mask = files.mask(network);
    SequencedMap<Long, Weights> weights = files.weights(network);
    for (Parameter parameter : network.prunable()) {
      int[] survivors = mask.indices(parameter);
      float[] first = weights.firstEntry().getValue().values(parameter);
      float[] last = weights.lastEntry().getValue().values(parameter);
      double span = 1e-9;
      for (int i : survivors) {
        span = Math.max(span, Math.max(Math.abs(first[i]), Math.abs(last[i])));
      }
      ObjectNode layer = layers.addObject();
      layer.put("name", parameter.name());
      layer.put("span", span);
      layer.set("initial", histogram(first, survivors, span));
      layer.set("final", histogram(last, survivors, span));
    }
    return node;
  }

  /// Counts in equal bins from −span to span.
  private static ArrayNode histogram(float[] values, int[] survivors, double span) {
    int[] counts = new int[BINS];
    for (int i : survivors) {
      int bin = (int) ((values[i] / span + 1) / 2 * BINS);
      counts[Math.clamp(bin, 0, BINS - 1)]++;
    }
    ArrayNode node = FindingsData.JSON.createArrayNode();
    for (int count : counts) {
      node.add(count);
    }
    return node;
  }
}
