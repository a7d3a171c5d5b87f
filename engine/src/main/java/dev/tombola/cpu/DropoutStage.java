package dev.tombola.cpu;

import static dev.tombola.cpu.Lanes.SPECIES;
import static dev.tombola.cpu.Lanes.WIDTH;

import dev.tombola.nn.Layer;
import dev.tombola.random.RandomStream;
import dev.tombola.random.Streams;
import dev.tombola.train.Cost;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;

/// Drops values in training. What is dropped in a step is drawn block by block, value by value,
/// lane by lane, from a stream of the step, the layer and the block.
final class DropoutStage implements Stage {
  private final Layer.Dropout layer;
  private final Activations x;
  private final Activations y;
  private final Pass pass;

  /// What each value is multiplied by, block by block: zero, or one divided by the probability of
  /// staying.
  private float[][] factors = {};

  private final int blocks;
  private boolean first;

  DropoutStage(Layer.Dropout layer, Activations x, Activations y, int blocks, Setup setup) {
    this.layer = layer;
    this.x = x;
    this.y = y;
    this.blocks = blocks;
    pass = setup.pass();
  }

  @Override
  public void layOutBackward() {
    first = x.claimGradient();
    factors = new float[blocks][x.length()];
  }

  @Override
  public void forward(int block) {
    int from = x.from(block);
    Streams streams = pass.dropout;
    if (!pass.training || streams == null) {
      System.arraycopy(x.values(block), from, y.values(block), from, x.length());
      return;
    }
    RandomStream random = streams.named(layer.name() + "/block-" + block);
    float[] factor = factors[block];
    float stays = (float) (1 / (1 - layer.probability()));
    for (int i = 0; i < factor.length; i++) {
      factor[i] = random.nextDouble() < layer.probability() ? 0 : stays;
    }
    multiply(x.values(block), from, factor, y.values(block), from);
  }

  @Override
  public void backward(int block, @Nullable Update update) {
    if (!x.differentiable()) {
      return;
    }
    int in = y.from(block) + y.gradientShift(block);
    int out = x.from(block) + x.gradientShift(block);
    float[] dx = x.gradient(block);
    float[] dy = y.gradient(block);
    float[] factor = factors[block];
    if (pass.dropout == null) {
      Arrays.fill(factor, 1);
    }
    if (first) {
      multiply(dy, in, factor, dx, out);
    } else {
      for (int i = 0; i < factor.length; i++) {
        dx[out + i] += dy[in + i] * factor[i];
      }
    }
  }

  private static void multiply(float[] values, int from, float[] factor, float[] to, int at) {
    for (int i = 0; i < factor.length; i += WIDTH) {
      FloatVector.fromArray(SPECIES, values, from + i)
          .mul(FloatVector.fromArray(SPECIES, factor, i))
          .intoArray(to, at + i);
    }
  }

  /// A draw is not counted.
  @Override
  public Cost cost(int batch, long update) {
    return new Cost(2L * layer.inputs() * batch, 0, 0, 0);
  }
}
