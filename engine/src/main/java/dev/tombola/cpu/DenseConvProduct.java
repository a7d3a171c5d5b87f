package dev.tombola.cpu;

import dev.tombola.nn.Layer;
import dev.tombola.nn.Parameter;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// By dense kernels: weights by summands, `[channel in · taps][stride]` with the results of a
/// summand side by side, and turned, `[channel out · taps][stride]`, for the input gradient. Pruned
/// weights are zeros, whose gradient is set to zero before the optimiser sees it.
final class DenseConvProduct implements ConvProduct {
  private final Windows windows;
  private final int taps;
  private final int inputs;
  private final int outputs;
  private final int summands;
  private final int stride;
  private final int turnedStride;
  private final BitSet kept;
  private final int survivors;
  private final Tensor weight;
  private final int[] offsets;
  private final int[] weightAt;
  private final Positions forwardRow;

  private float[] turned = {};
  private float[] zeros = {};
  private List<int[]> turnedAt = List.of();
  private List<Positions> phaseRows = List.of();

  /// All bits set where a weight survives, none where it is pruned; empty when none is.
  private int[] surviving = {};

  DenseConvProduct(Layer.Conv layer, Windows windows, Setup setup) {
    this.windows = windows;
    taps = layer.kernel() * layer.kernel();
    inputs = layer.in().channels();
    outputs = layer.channels();
    summands = inputs * taps;
    stride = DenseConvKernels.stride(outputs);
    turnedStride = DenseConvKernels.stride(inputs);
    Parameter parameter = layer.parameters().getFirst();
    kept = setup.mask().kept(parameter);
    survivors = kept.cardinality();
    weight = new Tensor(parameter.name(), bySummands(setup.start().values(parameter)));
    offsets = ConvGradient.beyond(windows.offsets);
    weightAt = new int[summands];
    Arrays.setAll(weightAt, k -> k * stride);
    forwardRow = padded(windows.row);
  }

  @Override
  public void layOutBackward() {
    turned = new float[outputs * taps * turnedStride];
    zeros = new float[turnedStride];
    turnedAt = windows.phases.stream().map(this::turnedAt).toList();
    phaseRows = windows.phases.stream().map(phase -> padded(phase.row)).toList();
    surviving = new int[survivors == outputs * summands ? 0 : weight.values.length];
    if (surviving.length > 0) {
      for (int at = kept.nextSetBit(0); at >= 0; at = kept.nextSetBit(at + 1)) {
        surviving[at % summands * stride + at / summands] = -1;
      }
    }
  }

  private int[] turnedAt(Windows.Phase phase) {
    int[] at = new int[phase.offsets.length];
    int met = phase.taps.length;
    Arrays.setAll(at, k -> (k / met * taps + phase.taps[k % met]) * turnedStride);
    return at;
  }

  private static Positions padded(Positions row) {
    return new Positions(
        row.columns(),
        row.inStep(),
        row.outStep(),
        Planes.padded(row.channels()),
        row.outChannel());
  }

  @Override
  public Tensor weight() {
    return weight;
  }

  @Override
  public void forward(float[] biases, float[] x, int in, float[] y, int out) {
    DenseConvKernels.row(
        weight.values, weightAt, offsets, summands, biases, x, in, y, out, forwardRow, false);
  }

  @Override
  public void turn(int share, int shares) {
    int to = Team.from(share + 1, shares, outputs, 1);
    for (int o = Team.from(share, shares, outputs, 1); o < to; o++) {
      for (int i = 0; i < inputs; i++) {
        for (int tap = 0; tap < taps; tap++) {
          turned[(o * taps + tap) * turnedStride + i] =
              weight.values[(i * taps + tap) * stride + o];
        }
      }
    }
  }

  @Override
  public void inputGradient(int phase, float[] dy, int in, float[] dx, int out, boolean fresh) {
    int[] at = windows.phases.get(phase).offsets;
    DenseConvKernels.row(
        turned,
        turnedAt.get(phase),
        at,
        at.length,
        zeros,
        dy,
        in,
        dx,
        out,
        phaseRows.get(phase),
        !fresh);
  }

  @Override
  public void weightGradient(
      int share,
      int shares,
      float[] x,
      int in,
      float[] dy,
      int out,
      ConvGradient.Area area,
      float[] scratch) {
    ConvGradient.dense(
        x,
        offsets,
        Team.from(share, shares, summands, 8),
        Team.from(share + 1, shares, summands, 8),
        in,
        dy,
        out,
        Planes.padded(outputs),
        area,
        weight.gradient,
        stride,
        scratch);
  }

  @Override
  public void prune() {
    if (surviving.length > 0) {
      DenseGradient.select(weight.gradient, 0, surviving, 0, weight.gradient.length);
    }
  }

  private float[] bySummands(float[] values) {
    float[] turned = new float[summands * stride];
    for (int o = 0; o < outputs; o++) {
      for (int k = 0; k < summands; k++) {
        int at = o * summands + k;
        turned[k * stride + o] = kept.get(at) ? values[at] : 0;
      }
    }
    return turned;
  }

  @Override
  public float[] rowMajor(float[] array) {
    float[] values = new float[outputs * summands];
    for (int o = 0; o < outputs; o++) {
      for (int k = 0; k < summands; k++) {
        values[o * summands + k] = array[k * stride + o];
      }
    }
    return values;
  }

  @Override
  public long entries() {
    return (long) outputs * summands;
  }

  @Override
  public long survivors() {
    return survivors;
  }

  @Override
  public boolean isSparse() {
    return false;
  }
}
