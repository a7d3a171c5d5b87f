package dev.tombola.cpu;

import dev.tombola.nn.Activation;
import dev.tombola.nn.ImageShape;
import dev.tombola.nn.Layer;
import dev.tombola.nn.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Lays a network out: a stage or two for each layer, what they hand on to one another, and where
/// segments end.
final class Layout {
  private final Setup setup;
  private final KernelChoice choice;
  private final int blocks;
  private final int halo;
  private final List<Segment> segments = new ArrayList<>();
  private final List<Stage> current = new ArrayList<>();
  private final List<Features> rows = new ArrayList<>();
  private Activations last;

  /// Whether the layers are those of a residual block.
  private boolean nested;

  /// @param blocks of 64 examples that there is room for
  Layout(Network network, KernelChoice choice, int blocks, Setup setup) {
    this.setup = setup;
    this.choice = choice;
    this.blocks = blocks;
    halo =
        network.flat().stream()
            .mapToInt(layer -> layer instanceof Layer.Conv conv ? Windows.halo(conv) : 0)
            .max()
            .orElse(0);
    last = rows(network.inputs(), false);
    if (network.image().isPresent()) {
      Images images = new Images(network.image().get(), halo, imageBlocks(), false);
      current.add(new UnflattenStage((Features) last, images));
      last = images;
    }
    chain(network.layers());
    if (last instanceof Images images) {
      flatten(images);
    }
    endSegment(last.lanes());
  }

  List<Segment> segments() {
    return segments;
  }

  /// All features, the input first and the logits last.
  List<Features> rows() {
    return rows;
  }

  private int imageBlocks() {
    return blocks * Flattening.BLOCKS;
  }

  /// Layers do the activation that follows them themselves, but not at the end of a part of a
  /// residual block, where the gradient is shared.
  private void chain(List<Layer> layers) {
    for (int l = 0; l < layers.size(); l++) {
      boolean fuses = !nested || l + 2 < layers.size();
      Activation activation = l + 1 < layers.size() && fuses ? activation(layers.get(l + 1)) : null;
      if (add(layers.get(l), activation)) {
        l++;
      }
    }
  }

  private static @Nullable Activation activation(Layer layer) {
    return switch (layer) {
      case Layer.Relu _ -> Activation.RELU;
      case Layer.Tanh _ -> Activation.TANH;
      case Layer.Dense _, Layer.Dropout _, Layer.Spatial _ -> null;
    };
  }

  /// @return whether the layer has taken the activation that follows it
  private boolean add(Layer layer, @Nullable Activation activation) {
    return switch (layer) {
      case Layer.Dense dense -> {
        Features x = last instanceof Images images ? flatten(images) : (Features) last;
        Features y = rows(dense.outputs(), true);
        push(choice.stage(dense, activation, x, y, setup), y);
        yield activation != null;
      }
      case Layer.Conv conv -> {
        Images y = images(conv.out());
        push(choice.stage(conv, activation, (Images) last, y, setup), y);
        yield activation != null;
      }
      case Layer.BatchNorm norm -> {
        normalise(norm, activation);
        yield activation != null;
      }
      case Layer.Residual block -> {
        residual(block, activation);
        yield activation != null;
      }
      case Layer.MaxPool pool -> {
        Images y = images(pool.out());
        push(new MaxPoolStage(pool, (Images) last, y, setup), y);
        yield false;
      }
      case Layer.AveragePool pool -> {
        Images y = images(pool.out());
        push(new AveragePoolStage(pool, (Images) last, y, setup), y);
        yield false;
      }
      case Layer.Subsample subsample -> {
        Images y = images(subsample.out());
        push(new SubsampleStage(subsample, (Images) last, y, setup), y);
        yield false;
      }
      case Layer.Dropout dropout -> {
        Activations y = like(last);
        int count = y.lanes() == Lanes.COUNT ? blocks : imageBlocks();
        push(new DropoutStage(dropout, last, y, count, setup), y);
        yield false;
      }
      case Layer.Relu _, Layer.Tanh _ -> {
        Activations y = like(last);
        Activation alone = Objects.requireNonNull(activation(layer));
        push(new ActivationStage(alone, layer.inputs(), last, y), y);
        yield false;
      }
    };
  }

  private void normalise(Layer.BatchNorm layer, @Nullable Activation activation) {
    BatchStatistics norm = new BatchStatistics(layer, setup);
    Images x = (Images) last;
    Images y = images(layer.out());
    y.handOnGradient();
    current.add(new MomentsStage(norm, x, y, setup));
    endSegment(Planes.LANES);
    push(new NormaliseStage(norm, activation, x, y, setup), y);
  }

  private void residual(Layer.Residual block, @Nullable Activation activation) {
    boolean within = nested;
    nested = true;
    Images x = (Images) last;
    chain(block.body());
    Images body = (Images) last;
    last = x;
    chain(within || block.body().size() == 1 ? apart(block) : block.shortcut());
    nested = within;
    Images shortcut = (Images) last;
    Images sum = images(block.out());
    List.of(x, body, shortcut, sum).forEach(Images::handOnGradient);
    push(new JoinStage(activation, body, shortcut, sum, setup), sum);
  }

  /// The shortcut, but one that has a gradient of its own where it is the identity: else the block
  /// takes the sum's for that of its input, which must not be the one that its only layer reads
  /// while writing this, nor one of a block around it.
  private static List<Layer> apart(Layer.Residual block) {
    ImageShape in = block.in();
    return block.shortcut().isEmpty()
        ? List.of(new Layer.Subsample(block.name() + ".identity", in, in.channels(), 1))
        : block.shortcut();
  }

  private Features flatten(Images x) {
    Features y = rows(x.shape().features(), x.differentiable());
    push(new FlattenStage(x, y, setup), y);
    endSegment(Planes.LANES);
    return y;
  }

  private void push(Stage stage, Activations result) {
    current.add(stage);
    last = result;
  }

  private void endSegment(int lanes) {
    if (!current.isEmpty()) {
      segments.add(new Segment(current, lanes));
      current.clear();
    }
  }

  private Features rows(int features, boolean differentiable) {
    Features added = new Features(features, blocks, differentiable);
    rows.add(added);
    return added;
  }

  private Images images(ImageShape shape) {
    return new Images(shape, halo, imageBlocks(), true);
  }

  private Activations like(Activations other) {
    return switch (other) {
      case Features like -> rows(like.features, like.differentiable());
      case Images like -> new Images(like.shape(), halo, imageBlocks(), like.differentiable());
    };
  }
}
