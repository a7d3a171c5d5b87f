package dev.tombola.cpu;

import dev.tombola.nn.Activation;
import dev.tombola.nn.Layer;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import dev.tombola.train.Cost;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A dense layer of which few weights survive, by sparse kernels: compressed rows (CSR) forward and
/// for the weight gradient, their transpose for the input gradient. Pruned weights have no value,
/// no gradient and no moment: there is nothing that could come back.
final class SparseStage implements Stage {
  /// Entries of a part, at least, on average: a row's products are cheap to begin, but folding the
  /// sums of its gradient is not.
  static final int FORWARD_ENTRIES = 20;

  static final int GRADIENT_ENTRIES = 48;

  private final Layer.Dense layer;
  private final @Nullable Activation activation;
  private final Features from;
  private final Features to;
  private final Team team;

  /// Row-major indices of the survivors, ascending: entry e is weight `survivors[e]`.
  private final int[] survivors;

  private final RowParts forwardParts;
  private final RowParts gradientParts;
  private final int[] rowOffset;
  private final Tensor weight;
  private final Tensor bias;
  private final List<Tensor> tensors;

  // The transpose.
  private int[] columnCuts = {};
  private int[] columnOffset = {};
  private int[] columnEntry = {};

  // The block's gradients.
  private float[] blockWeight = {};
  private float[] blockBias = {};

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
  SparseStage(
      Layer.Dense layer, @Nullable Activation activation, Features from, Features to, Setup setup) {
    this.layer = layer;
    this.activation = activation;
    this.from = from;
    this.to = to;
    team = setup.team();
    Mask mask = setup.mask();
    Weights start = setup.start();
    Parameter weights = layer.parameters().getFirst();
    Parameter biases = layer.parameters().getLast();
    survivors = mask.indices(weights);
    int entries = survivors.length;
    forwardParts = new RowParts(layer, survivors, FORWARD_ENTRIES);
    gradientParts = new RowParts(layer, survivors, GRADIENT_ENTRIES);
    rowOffset = new int[entries + SparseGradient.BEYOND];
    Arrays.fill(rowOffset, Lanes.at(0));
    for (int e = 0; e < entries; e++) {
      rowOffset[e] = Lanes.at(survivors[e] % layer.inputs());
    }
    weight = new Tensor(weights.name(), gathered(start.values(weights)));
    bias = new Tensor(biases.name(), start.values(biases).clone());
    tensors = List.of(weight, bias);
    team.reserve(Math.max(ActivationKernels.SCRATCH, SparseGradient.SCRATCH));
  }

  @Override
  public void layOutBackward() {
    from.claimGradient();
    blockWeight = new float[survivors.length];
    blockBias = new float[layer.outputs()];
    columnCuts = new int[layer.inputs() + 1];
    columnOffset = new int[survivors.length];
    columnEntry = new int[survivors.length];
    transpose();
  }

  private void transpose() {
    int inputs = layer.inputs();
    int[] next = new int[inputs + 1];
    for (int survivor : survivors) {
      next[survivor % inputs + 1]++;
    }
    for (int i = 0; i < inputs; i++) {
      next[i + 1] += next[i];
      columnCuts[i + 1] = next[i + 1];
    }
    for (int e = 0; e < survivors.length; e++) {
      int input = survivors[e] % inputs;
      columnOffset[next[input]] = Lanes.at(survivors[e] / inputs);
      columnEntry[next[input]++] = e;
    }
  }

  @Override
  public void forward(int block) {
    x = from.block(block);
    y = to.values(block);
    team.run(forward);
  }

  private void forward(int share, int shares) {
    int from = Team.from(share, shares, layer.outputs(), 1);
    int to = Team.from(share + 1, shares, layer.outputs(), 1);
    float[] w = weight.values;
    float[] b = bias.values;
    SparseKernels.forward(forwardParts, rowOffset, w, b, x.lanes, y, from, to);
    ActivationKernels.forward(activation, y, Lanes.at(from), Lanes.at(to), team.scratch(share));
  }

  @Override
  public void backward(int block, @Nullable Update update) {
    x = from.block(block);
    y = to.values(block);
    dy = to.gradient(block);
    dx = from.gradient(block);
    this.update = update;
    team.run(prepare);
    if (dx.length > 0) {
      team.run(inputGradient);
    }
    team.run(weightGradient);
  }

  private void prepare(int share, int shares) {
    int from = Team.from(share, shares, layer.outputs(), 1);
    int to = Team.from(share + 1, shares, layer.outputs(), 1);
    ActivationKernels.gradient(activation, y, dy, Lanes.at(from), Lanes.at(to));
    DenseGradient.bias(dy, blockBias, from, to, team.scratch(share));
  }

  private void inputGradient(int share, int shares) {
    int from = Team.from(share, shares, layer.inputs(), 1);
    int to = Team.from(share + 1, shares, layer.inputs(), 1);
    float[] w = weight.values;
    SparseKernels.inputGradient(columnCuts, columnOffset, columnEntry, w, dy, dx, from, to);
  }

  /// The gradient of the rows of a share, and while it is fresh the optimiser moves their entries.
  private void weightGradient(int share, int shares) {
    int from = Team.from(share, shares, layer.outputs(), 1);
    int to = Team.from(share + 1, shares, layer.outputs(), 1);
    float[] g = blockWeight;
    float[] scratch = team.scratch(share);
    SparseGradient.rows(gradientParts, rowOffset, dy, x.lanes, g, from, to, scratch);
    int entry = entries(from);
    int count = entries(to) - entry;
    if (update == null) {
      DenseGradient.add(g, entry, weight.gradient, entry, count);
      DenseGradient.add(blockBias, from, bias.gradient, from, to - from);
    } else {
      update.apply(weight, entry, g, entry, count);
      update.apply(bias, from, blockBias, from, to - from);
    }
  }

  /// Entries of the outputs before this one.
  private int entries(int output) {
    return output == layer.outputs() ? survivors.length : gradientParts.first(output);
  }

  @Override
  public List<Tensor> tensors() {
    return tensors;
  }

  @Override
  public float[] rowMajor(Tensor tensor, float[] array) {
    return tensor.name.equals(bias.name) ? array.clone() : scattered(array);
  }

  private float[] gathered(float[] values) {
    float[] gathered = new float[survivors.length];
    for (int e = 0; e < gathered.length; e++) {
      gathered[e] = values[survivors[e]];
    }
    return gathered;
  }

  private float[] scattered(float[] values) {
    float[] scattered = new float[layer.outputs() * layer.inputs()];
    for (int e = 0; e < values.length; e++) {
      scattered[survivors[e]] = values[e];
    }
    return scattered;
  }

  @Override
  public Cost cost(int batch, long update) {
    long product = 2L * survivors.length;
    long products = (from.differentiable() ? 3 : 2) * product * batch;
    long others = (long) batch * layer.outputs() + update * (product / 2 + layer.outputs());
    return new Cost(products + others, products, product, product)
        .plus(ActivationKernels.cost(activation, layer.outputs(), batch));
  }

  @Override
  public String plan() {
    int all = layer.outputs() * layer.inputs();
    return layer.name() + ": sparse kernels, " + survivors.length + " of " + all + " weights";
  }
}
