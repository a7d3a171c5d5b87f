package dev.tombola.inference;

import dev.tombola.nn.Layer;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Weights;
import dev.tombola.ticket.Input;
import java.util.Arrays;
import java.util.List;

/// Decides once for a network what a prediction does.
final class Planner {
  private Planner() {}

  static Plan plan(Network network, Weights weights, Mask mask, Input input) {
    List<Layer> layers = network.layers();
    int images = leadingImages(layers);
    FeaturePlanner features =
        new FeaturePlanner(layers.subList(images, layers.size()), weights, mask);
    Input scaling = isPlain(input) ? null : input;
    if (images == 0) {
      boolean folds = layers.getFirst() instanceof Layer.Dense;
      int logits = features.plan(network.inputs(), folds ? scaling : null);
      return new Plan(
          readInputs(network.inputs(), features),
          folds ? null : scaling,
          List.of(),
          features.stages(),
          0,
          features.positions(),
          logits);
    }
    ImagePlanner planner = new ImagePlanner(network, weights, mask);
    Planes first = planner.place(network.image().orElseThrow());
    Planes last = planner.chain(layers.subList(0, images), first, true);
    planner.stages().add(new ImageStages.Flatten(last.positions(), 0));
    int logits = features.plan(last.shape().features(), null);
    return new Plan(
        first.positions(),
        scaling,
        planner.stages(),
        features.stages(),
        planner.positions(),
        features.positions(),
        logits);
  }

  /// Layers before the first one that has no use for a shape.
  private static int leadingImages(List<Layer> layers) {
    boolean any = layers.stream().anyMatch(layer -> layer instanceof Layer.Spatial);
    int count = 0;
    while (any && count < layers.size() && !(layers.get(count) instanceof Layer.Dense)) {
      count++;
    }
    return count;
  }

  private static int[] readInputs(int inputs, FeaturePlanner features) {
    int[] positions = new int[inputs];
    Arrays.setAll(positions, f -> features.reads(f) ? f : -1);
    return positions;
  }

  private static boolean isPlain(Input input) {
    return input.scale().length == 1 && input.scale()[0] == 1 && input.shift()[0] == 0;
  }
}
