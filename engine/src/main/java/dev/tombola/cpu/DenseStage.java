package dev.tombola.cpu;

import dev.tombola.nn.Activation;
import dev.tombola.nn.Layer;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import dev.tombola.train.Cost;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A dense layer by dense kernels, its weights by inputs: `[inputs][stride]`. Pruned weights are
/// zeros in the matrix, and their gradient is set to zero before the optimiser sees it, so that
/// neither it nor its moments can bring one back.
final class DenseStage implements Stage {
  private final Layer.Dense layer;
  private final @Nullable Activation activation;
  private final Features from;
  private final Features to;
  private final Team team;
  private final int inputs;
  private final int outputs;
  private final int stride;

  private final BitSet kept;
  private final int survivors;
  private final Tensor weight;
  private final Tensor bias;
  private final List<Tensor> tensors;

  /// What the constant inputs of a block add to the biases.
  private final float[] base;

  /// All bits set where a weight survives, none where it is pruned, in the weights' layout; empty
  /// when none is.
  private int[] surviving = {};

  private float[] blockBias = {};
  private float[] panels = {};
  private int[] everyOutput = {};

  private final Team.Work forward = this::forward;
  private final Team.Work prepare = this::prepare;
  private final Team.Work inputGradient = this::inputGradient;
  private final Team.Work weightGradient = this::weightGradient;

  // What the work above is done on.
  private Inputs x = new Inputs(0);
  private float[] y = {};
  private float[] dy = {};
  private float[] dx = {};
  private @Nullable Update update;

  /// @param activation applied to the results, if any
  DenseStage(
      Layer.Dense layer, @Nullable Activation activation, Features from, Features to, Setup setup) {
    this.layer = layer;
    this.activation = activation;
    this.from = from;
    this.to = to;
    team = setup.team();
    Weights start = setup.start();
    inputs = layer.inputs();
    outputs = layer.outputs();
    stride = stride(outputs);
    Parameter weights = layer.parameters().getFirst();
    Parameter biases = layer.parameters().getLast();
    kept = setup.mask().kept(weights);
    survivors = kept.cardinality();
    weight = new Tensor(weights.name(), byInputs(start.values(weights)));
    bias = new Tensor(biases.name(), Arrays.copyOf(start.values(biases), stride));
    tensors = List.of(weight, bias);
    base = new float[stride];
    team.reserve(DenseKernels.ROWS * stride);
  }

  /// Room for the widest tile, and an odd number of cache lines: with an even one the weights of a
  /// tile's inputs fall into a part of the first cache's sets, as all of a 512-wide layer's into
  /// two.
  static int stride(int outputs) {
    int padded = Math.max(DenseGradient.COLUMNS, Lanes.padded(outputs));
    return padded / Lanes.PADDING % 2 == 0 ? padded + Lanes.PADDING : padded;
  }

  @Override
  public void layOutBackward() {
    from.claimGradient();
    blockBias = new float[stride];
    panels = new float[stride * Lanes.COUNT];
    everyOutput = new int[outputs];
    Arrays.setAll(everyOutput, o -> o);
    surviving = new int[survivors == inputs * outputs ? 0 : weight.values.length];
    if (surviving.length > 0) {
      for (int at = kept.nextSetBit(0); at >= 0; at = kept.nextSetBit(at + 1)) {
        surviving[at % inputs * stride + at / inputs] = -1;
      }
    }
  }

  @Override
  public void forward(int block) {
    x = from.block(block);
    y = to.values(block);
    x.analyse();
    team.run(forward);
  }

  private void forward(int share, int shares) {
    int from = Team.from(share, shares, outputs, Lanes.PADDING);
    int to = Lanes.padded(Team.from(share + 1, shares, outputs, Lanes.PADDING));
    float[] w = weight.values;
    float[] biases = bias.values;
    if (x.constantCount() > 0) {
      DenseGradient.constants(
          w, stride, biases, x.constantValues, x.constant, x.constantCount(), base, from, to);
      biases = base;
    }
    DenseKernels.forward(w, stride, biases, x.lanes, x.live, x.liveCount(), y, from, to);
    ActivationKernels.forward(activation, y, Lanes.at(from), Lanes.at(to), team.scratch(share));
  }

  @Override
  public void backward(int block, @Nullable Update update) {
    x = from.block(block);
    y = to.values(block);
    dy = to.gradient(block);
    dx = from.gradient(block);
    this.update = update;
    x.panels();
    team.run(prepare);
    if (dx.length > 0) {
      team.run(inputGradient);
    }
    team.run(weightGradient);
  }

  private void prepare(int share, int shares) {
    int from = Team.from(share, shares, outputs, Lanes.PADDING);
    int to = Team.from(share + 1, shares, outputs, Lanes.PADDING);
    ActivationKernels.gradient(activation, y, dy, Lanes.at(from), Lanes.at(to));
    DenseGradient.bias(dy, blockBias, from, to, team.scratch(share));
    Panels.fill(panels, dy, everyOutput, outputs, from, Lanes.padded(to), x.examples());
  }

  private void inputGradient(int share, int shares) {
    int from = Team.from(share, shares, inputs, Lanes.PADDING);
    int to = Lanes.padded(Team.from(share + 1, shares, inputs, Lanes.PADDING));
    DenseKernels.inputGradient(weight.values, stride, dy, outputs, dx, from, to);
  }

  /// The gradient of the rows of a tile, and while it is fresh the optimiser moves them, so that
  /// the whole gradient never has to be written to memory and read again.
  private void weightGradient(int share, int shares) {
    float[] tile = team.scratch(share);
    int to = Team.from(share + 1, shares, x.liveCount(), Panels.WIDTH);
    for (int j = Team.from(share, shares, x.liveCount(), Panels.WIDTH);
        j < to;
        j += DenseKernels.ROWS) {
      if (j % Panels.WIDTH == 0) {
        x.fillPanels(j, j + Panels.WIDTH);
      }
      DenseGradient.tile(x.panels(), j, panels, x.examples(), tile, stride);
      for (int r = 0; r < DenseKernels.ROWS && j + r < to; r++) {
        move(x.live[j + r], tile, r * stride);
      }
    }
    int constants = Team.from(share + 1, shares, x.constantCount(), 1);
    for (int j = Team.from(share, shares, x.constantCount(), 1); j < constants; j++) {
      int i = x.constant[j];
      DenseGradient.constant(x.constantValues[i], blockBias, tile, stride);
      move(i, tile, 0);
    }
    if (share == 0) {
      take(bias, 0, blockBias, 0, outputs);
    }
  }

  /// The weights of an input, whose gradient is `g` from `from` on.
  private void move(int input, float[] g, int from) {
    int at = input * stride;
    if (surviving.length > 0) {
      DenseGradient.select(g, from, surviving, at, stride);
    }
    take(weight, at, g, from, stride);
  }

  private void take(Tensor tensor, int at, float[] g, int from, int length) {
    if (update == null) {
      DenseGradient.add(g, from, tensor.gradient, at, length);
    } else {
      update.apply(tensor, at, g, from, length);
    }
  }

  @Override
  public List<Tensor> tensors() {
    return tensors;
  }

  @Override
  public float[] rowMajor(Tensor tensor, float[] array) {
    return tensor.name.equals(bias.name) ? Arrays.copyOf(array, outputs) : byOutputs(array);
  }

  private float[] byInputs(float[] values) {
    float[] transposed = new float[Lanes.padded(inputs) * stride];
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < inputs; i++) {
        int at = o * inputs + i;
        transposed[i * stride + o] = kept.get(at) ? values[at] : 0;
      }
    }
    return transposed;
  }

  private float[] byOutputs(float[] transposed) {
    float[] values = new float[outputs * inputs];
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < inputs; i++) {
        values[o * inputs + i] = transposed[i * stride + o];
      }
    }
    return values;
  }

  @Override
  public Cost cost(int batch, long update) {
    long product = 2L * outputs * inputs;
    long products = (from.differentiable() ? 3 : 2) * product * batch;
    long others = (long) batch * outputs + update * (product / 2 + outputs);
    return new Cost(products + others, 0, product, 0)
        .plus(ActivationKernels.cost(activation, outputs, batch));
  }

  @Override
  public String plan() {
    return layer.name() + ": dense kernels, " + survivors + " of " + inputs * outputs + " weights";
  }
}
