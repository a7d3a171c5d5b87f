package dev.tombola.app;

import dev.tombola.Build;
import dev.tombola.app.bench.Crossover;
import dev.tombola.app.bench.ProductSpeed;
import dev.tombola.app.bench.Speeds;
import dev.tombola.app.bench.Spread;
import dev.tombola.app.bench.StepTime;
import dev.tombola.cpu.CpuEngine;
import dev.tombola.cpu.KernelChoice;
import dev.tombola.cpu.LayerProduct;
import dev.tombola.experiment.Environment;
import dev.tombola.experiment.Experiment;
import dev.tombola.experiment.SpecFile;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `bench --json`: one object, for programs. Times in seconds, densities from 0 to 1.
final class BenchJson {
  private static final int SCHEMA_VERSION = 1;
  private static final JsonMapper JSON = new JsonMapper();

  private BenchJson() {}

  static String of(Experiment experiment, Speeds speeds) {
    ObjectNode json = JSON.createObjectNode();
    json.put("schemaVersion", SCHEMA_VERSION);
    json.set("machine", machine());
    ObjectNode network = json.putObject("network");
    network.put("weights", experiment.network().weights());
    network.set("spec", SpecFile.json(experiment.spec()));
    ArrayNode products = json.putArray("products");
    speeds.products().forEach(product -> products.add(product(product)));
    ArrayNode steps = json.putArray("steps");
    speeds.steps().forEach(step -> steps.add(step(step, speeds)));
    json.set("crossover", crossover(speeds));
    return json.toPrettyString();
  }

  private static ObjectNode machine() {
    ObjectNode node = JSON.createObjectNode();
    node.put("processor", Environment.processor());
    node.put("processors", Runtime.getRuntime().availableProcessors());
    node.put("vectorBits", CpuEngine.vectorBits());
    node.put("java", Runtime.version().toString());
    node.put("vm", System.getProperty("java.vm.name"));
    node.put("engine", new CpuEngine().version());
    node.put("version", Build.current().version());
    node.put("commit", Build.current().commit());
    return node;
  }

  private static ObjectNode product(ProductSpeed product) {
    ObjectNode node = JSON.createObjectNode();
    node.put("kernels", name(product.kernels()));
    node.put("inputs", Speeds.SIDE);
    node.put("outputs", Speeds.SIDE);
    node.put("examples", LayerProduct.EXAMPLES);
    node.put("density", product.density().value());
    node.put("operations", product.operations());
    node.put("gigaflops", product.gigaflops());
    node.set("seconds", spread(product.product()));
    return node;
  }

  private static ObjectNode step(StepTime step, Speeds speeds) {
    ObjectNode node = JSON.createObjectNode();
    node.put("density", step.density().value());
    node.put("survivors", step.survivors());
    node.put("kernels", name(step.chosen()));
    node.put("stepsPerSecond", step.stepsPerSecond());
    node.put("speedUp", speeds.speedUp(step));
    node.set("seconds", spread(step.step()));
    node.set("denseSeconds", spread(step.dense()));
    node.set("sparseSeconds", spread(step.sparse()));
    node.set("sparseOverDense", spread(step.ratio()));
    return node;
  }

  private static String name(KernelChoice kernels) {
    return kernels == KernelChoice.BY_DENSITY ? "both" : kernels.name().toLowerCase(Locale.ROOT);
  }

  private static ObjectNode spread(Spread spread) {
    ObjectNode node = JSON.createObjectNode();
    node.put("lowerQuartile", spread.lowerQuartile());
    node.put("median", spread.median());
    node.put("upperQuartile", spread.upperQuartile());
    node.put("windows", spread.windows());
    return node;
  }

  private static ObjectNode crossover(Speeds speeds) {
    ObjectNode node = JSON.createObjectNode();
    Crossover crossover = speeds.crossover();
    node.put(
        "sparseFaster",
        switch (crossover) {
          case Crossover.Below _ -> "below";
          case Crossover.Everywhere _ -> "everywhere";
          case Crossover.Nowhere _ -> "nowhere";
        });
    density(node, "density", crossover);
    density(node, "lowerQuartile", speeds.crossovers().getFirst());
    density(node, "upperQuartile", speeds.crossovers().getLast());
    node.put("ruleDensity", KernelChoice.SPARSE_BELOW.value());
    return node;
  }

  private static void density(ObjectNode node, String key, Crossover crossover) {
    if (crossover instanceof Crossover.Below below) {
      node.put(key, below.density().value());
    } else {
      node.putNull(key);
    }
  }
}
