package dev.tombola.cpu;

import dev.tombola.nn.Activation;
import dev.tombola.nn.Layer;
import dev.tombola.nn.Parameter;
import dev.tombola.train.Cost;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A convolution and the activation that follows it. Threads share the rows of a block's images,
/// and for the weight gradient the weights.
final class ConvStage implements Stage {
  /// Products are summed over so many rows before their slots are that what they come from takes
  /// this many bytes, which stay in the second cache; the more rows the cheaper the folding. Part
  /// of the numerics.
  private static final int CACHED_BYTES = 1 << 20;

  private final Layer.Conv layer;
  private final @Nullable Activation activation;
  private final Images x;
  private final Images y;
  private final Team team;
  private final Windows windows;
  private final ConvProduct product;
  private final @Nullable Tensor bias;
  private final float[] biases;
  private final List<Tensor> tensors;
  private final ConvGradient.Area area;
  private final ConvGradient.Area rest;
  private boolean first;

  private final Team.Work forward = this::forward;
  private final Team.Work activationGradient = this::activationGradient;
  private final Team.Work turn = this::turn;
  private final Team.Work inputGradient = this::inputGradient;
  private final Team.Work weightGradient = this::weightGradient;

  private int block;

  /// @param activation applied to the results, if any
  /// @param sparse whether by sparse kernels
  ConvStage(
      Layer.Conv layer,
      @Nullable Activation activation,
      boolean sparse,
      Images x,
      Images y,
      Setup setup) {
    this.layer = layer;
    this.activation = activation;
    this.x = x;
    this.y = y;
    windows = new Windows(layer, x.planes, y.planes);
    product =
        sparse
            ? new SparseConvProduct(layer, windows, setup)
            : new DenseConvProduct(layer, windows, setup);
    team = setup.team();
    Parameter last = layer.parameters().getLast();
    int padded = Planes.padded(layer.channels());
    bias =
        layer.bias()
            ? new Tensor(last.name(), Arrays.copyOf(setup.start().values(last), padded))
            : null;
    tensors = bias == null ? List.of(product.weight()) : List.of(product.weight(), bias);
    biases = bias == null ? new float[padded] : bias.values;
    int rows = rows();
    area = area(rows);
    rest = area(y.shape().height() % rows);
    team.reserve(Math.max(ConvGradient.SCRATCH, ActivationKernels.SCRATCH));
  }

  private int rows() {
    int overlap = (layer.kernel() - layer.stride()) * x.planes.row;
    int each = layer.stride() * x.planes.row + y.planes.row;
    return Math.clamp((CACHED_BYTES / Float.BYTES - overlap) / each, 1, y.shape().height());
  }

  private ConvGradient.Area area(int rows) {
    return new ConvGradient.Area(
        rows,
        y.shape().width(),
        layer.stride() * x.planes.row,
        layer.stride() * Planes.LANES,
        y.planes.row,
        y.planes.channel);
  }

  @Override
  public void layOutBackward() {
    first = x.claimGradient();
    product.layOutBackward();
  }

  @Override
  public void forward(int block) {
    this.block = block;
    team.run(forward);
  }

  private void forward(int share, int shares) {
    int height = y.shape().height();
    int to = Team.from(share + 1, shares, height, 1);
    float[] lanes = y.planes.lanes;
    for (int row = Team.from(share, shares, height, 1); row < to; row++) {
      product.forward(
          biases, x.planes.lanes, windows.in(block, row), lanes, windows.out(block, row));
      int begin = y.planes.at(block, 0, row, -y.planes.halo);
      ActivationKernels.forward(
          activation, lanes, begin, begin + y.planes.row, team.scratch(share));
    }
  }

  @Override
  public void backward(int block, @Nullable Update update) {
    this.block = block;
    if (activation != null) {
      team.run(activationGradient);
    }
    if (x.differentiable()) {
      if (block == 0) {
        team.run(turn);
      }
      team.run(inputGradient);
    }
    team.run(weightGradient);
  }

  private void activationGradient(int share, int shares) {
    int height = y.shape().height();
    int from = Team.from(share, shares, height, 1);
    int to = Team.from(share + 1, shares, height, 1);
    ActivationKernels.gradient(
        activation,
        y.planes.lanes,
        y.gradient(),
        y.planes.at(block, 0, from, -y.planes.halo),
        y.planes.at(block, 0, to, -y.planes.halo),
        y.gradientShift(block));
  }

  private void turn(int share, int shares) {
    product.turn(share, shares);
  }

  private void inputGradient(int share, int shares) {
    float[] dx = x.gradient();
    for (int p = 0; p < windows.phases.size(); p++) {
      Windows.Phase phase = windows.phases.get(p);
      if (phase.taps.length == 0 && !first) {
        continue;
      }
      int to = Team.from(share + 1, shares, phase.rows, 1);
      for (int row = Team.from(share, shares, phase.rows, 1); row < to; row++) {
        int in = windows.out(y.gradientBlock(block), row);
        int out = windows.in(x.gradientBlock(block), phase, row);
        product.inputGradient(p, y.gradient(), in, dx, out, first);
      }
    }
  }

  private void weightGradient(int share, int shares) {
    int height = y.shape().height();
    float[] scratch = team.scratch(share);
    for (int row = 0; row < height; row += area.rows()) {
      product.weightGradient(
          share,
          shares,
          x.planes.lanes,
          windows.in(block, row),
          y.gradient(),
          windows.out(y.gradientBlock(block), row),
          height - row < area.rows() ? rest : area,
          scratch);
    }
    if (bias != null) {
      int gradientBlock = y.gradientBlock(block);
      int to = Team.from(share + 1, shares, layer.channels(), 1);
      for (int o = Team.from(share, shares, layer.channels(), 1); o < to; o++) {
        bias.gradient[o] += PlaneSums.sum(y.gradient(), y.planes, gradientBlock, o, scratch);
      }
    }
  }

  @Override
  public List<Tensor> tensors() {
    return tensors;
  }

  @Override
  public void backwardDone() {
    product.prune();
  }

  @Override
  public float[] rowMajor(Tensor tensor, float[] array) {
    return tensor == bias ? Arrays.copyOf(array, layer.channels()) : product.rowMajor(array);
  }

  @Override
  public Cost cost(int batch, long update) {
    long positions = (long) y.shape().height() * y.shape().width();
    long product = 2 * this.product.entries() * positions;
    long products = (x.differentiable() ? 3 : 2) * product * batch;
    long biasSums = bias == null ? 0 : positions * layer.channels() * batch;
    long others =
        biasSums + update * (this.product.entries() + (bias == null ? 0 : layer.channels()));
    boolean sparse = this.product.isSparse();
    return new Cost(products + others, sparse ? products : 0, product, sparse ? product : 0)
        .plus(ActivationKernels.cost(activation, y.shape().features(), batch));
  }

  @Override
  public String plan() {
    String kernels = product.isSparse() ? ": sparse kernels, " : ": dense kernels, ";
    int all = layer.parameters().getFirst().size();
    return layer.name() + kernels + product.survivors() + " of " + all + " weights";
  }
}
