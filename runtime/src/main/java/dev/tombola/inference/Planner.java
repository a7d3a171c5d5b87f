package dev.tombola.inference;

import dev.tombola.UserException;
import dev.tombola.nn.ImageShape;
import dev.tombola.nn.Layer;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Weights;
import dev.tombola.ticket.Input;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decides once for a network what a prediction does.
final class Planner {
  /// The greatest shift of an input that goes into weights and biases. Where values are far from
  /// zero beside how much they vary (years, say), product and bias nearly cancel, and what they
  /// lose in float32 grows with the shift.
  private static final float MOST_FOLDED_SHIFT = 8;

  private Planner() {}

  static Plan plan(Network network, Weights weights, Mask mask, Input input, Kernels kernels) {
    List<Layer> layers = network.layers();
    int images = leadingImages(layers);
    FeaturePlanner features =
        new FeaturePlanner(layers.subList(images, layers.size()), weights, mask, kernels);
    Input scaling = isPlain(input) ? null : input;
    if (images == 0) {
      boolean folds = scaling != null && folds(scaling);
      int logits = features.plan(network.inputs(), folds ? scaling : null);
      return new Plan(
          network.inputs(),
          readInputs(network.inputs(), features),
          folds ? null : scaling,
          List.of(),
          features.stages(),
          0,
          features.positions(),
          logits);
    }
    try {
      return plan(network, images, weights, mask, scaling, features);
    } catch (ArithmeticException e) {
      throw new UserException(
          "network: its images of %s are too large to be predicted; use smaller ones"
              .formatted(network.image().orElseThrow()),
          e);
    }
  }

  private static Plan plan(
      Network network,
      int images,
      Weights weights,
      Mask mask,
      @Nullable Input scaling,
      FeaturePlanner features) {
    ImagePlanner planner = new ImagePlanner(network, weights, mask);
    Planes first = planner.place(network.image().orElseThrow());
    Planes last = planner.chain(network.layers().subList(0, images), first);
    planner.stages().add(new ImageStages.Flatten(last, 0));
    int logits = features.plan(last.shape().features(), null);
    return new Plan(
        network.inputs(),
        rows(first),
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

  /// The inputs but for blocks of which no weight reads any.
  private static List<Plan.Run> readInputs(int inputs, FeaturePlanner features) {
    List<Plan.Run> runs = new ArrayList<>();
    int begin = 0;
    while (begin < inputs) {
      int end = begin;
      while (end < inputs && features.reads(end, end + Plan.BLOCK)) {
        end += Plan.BLOCK;
      }
      if (begin < end) {
        runs.add(new Plan.Run(begin, begin, Math.min(inputs, end) - begin));
      }
      begin = end + Plan.BLOCK;
    }
    return runs;
  }

  /// An image's rows.
  private static List<Plan.Run> rows(Planes image) {
    List<Plan.Run> runs = new ArrayList<>();
    ImageShape shape = image.shape();
    for (int c = 0; c < shape.channels(); c++) {
      for (int row = 0; row < shape.height(); row++) {
        int feature = (c * shape.height() + row) * shape.width();
        runs.add(new Plan.Run(feature, image.at(c, row, 0), shape.width()));
      }
    }
    return runs;
  }

  private static boolean folds(Input scaling) {
    for (float shift : scaling.shift()) {
      if (Math.abs(shift) > MOST_FOLDED_SHIFT) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPlain(Input input) {
    return input.scale().length == 1 && input.scale()[0] == 1 && input.shift()[0] == 0;
  }
}
