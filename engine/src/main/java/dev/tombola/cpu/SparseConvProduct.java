package dev.tombola.cpu;

import dev.tombola.nn.Layer;
import dev.tombola.nn.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// By sparse kernels: only survivors exist. Forward and weight gradient walk them by channels out,
/// the input gradient by channels in, phase by phase, with a copy of their values in that order.
final class SparseConvProduct implements ConvProduct {
  private final Layer.Conv layer;
  private final Windows windows;
  private final int outputs;
  private final int size;

  /// Row-major indices of the survivors, ascending: entry e is weight `survivors[e]`.
  private final int[] survivors;

  /// Where the entries of a channel out begin.
  private final int[] cuts;

  /// Where in the input entry e lies.
  private final int[] offsets;

  private final Tensor weight;
  private float[] zeros = {};
  private final List<Turned> turned = new ArrayList<>();

  /// The entries of a phase by channels in.
  private static final class Turned {
    /// Where those of a channel begin.
    final int[] cuts;

    /// Where in the results' gradient each lies.
    final int[] offsets;

    /// Which each is.
    final int[] entries;

    /// A copy of their values.
    final float[] values;

    private Turned(int[] cuts, int[] offsets, int[] entries) {
      this.cuts = cuts;
      this.offsets = offsets;
      this.entries = entries;
      values = new float[entries.length];
    }
  }

  SparseConvProduct(Layer.Conv layer, Windows windows, Setup setup) {
    this.layer = layer;
    this.windows = windows;
    outputs = layer.channels();
    Parameter parameter = layer.parameters().getFirst();
    size = parameter.size();
    survivors = setup.mask().indices(parameter);
    int summands = size / outputs;
    float[] start = setup.start().values(parameter);
    cuts = new int[outputs + 1];
    int[] at = new int[survivors.length];
    float[] values = new float[survivors.length];
    for (int e = 0; e < survivors.length; e++) {
      cuts[survivors[e] / summands + 1] = e + 1;
      at[e] = windows.offsets[survivors[e] % summands];
      values[e] = start[survivors[e]];
    }
    for (int o = 0; o < outputs; o++) {
      cuts[o + 1] = Math.max(cuts[o + 1], cuts[o]);
    }
    offsets = ConvGradient.beyond(at);
    weight = new Tensor(parameter.name(), values);
  }

  @Override
  public void layOutBackward() {
    zeros = new float[layer.in().channels()];
    int taps = layer.kernel() * layer.kernel();
    windows.phases.forEach(phase -> turned.add(turned(phase, layer.in().channels(), taps)));
  }

  private Turned turned(Windows.Phase phase, int inputs, int taps) {
    int[] numbers = new int[taps];
    Arrays.fill(numbers, -1);
    for (int n = 0; n < phase.taps.length; n++) {
      numbers[phase.taps[n]] = n;
    }
    int[] columnCuts = new int[inputs + 1];
    for (int survivor : survivors) {
      if (numbers[survivor % taps] >= 0) {
        columnCuts[survivor / taps % inputs + 1]++;
      }
    }
    for (int i = 0; i < inputs; i++) {
      columnCuts[i + 1] += columnCuts[i];
    }
    int[] next = columnCuts.clone();
    int[] at = new int[columnCuts[inputs]];
    int[] entries = new int[at.length];
    for (int e = 0; e < survivors.length; e++) {
      int number = numbers[survivors[e] % taps];
      if (number >= 0) {
        int to = next[survivors[e] / taps % inputs]++;
        int output = survivors[e] / taps / inputs;
        at[to] = phase.offsets[output * phase.taps.length + number];
        entries[to] = e;
      }
    }
    return new Turned(columnCuts, at, entries);
  }

  @Override
  public Tensor weight() {
    return weight;
  }

  @Override
  public void forward(float[] biases, float[] x, int in, float[] y, int out) {
    SparseConvKernels.row(cuts, offsets, weight.values, biases, x, in, y, out, windows.row);
  }

  @Override
  public void turn(int share, int shares) {
    for (Turned phase : turned) {
      int to = Team.from(share + 1, shares, phase.values.length, 1);
      for (int e = Team.from(share, shares, phase.values.length, 1); e < to; e++) {
        phase.values[e] = weight.values[phase.entries[e]];
      }
    }
  }

  @Override
  public void inputGradient(int phase, float[] dy, int in, float[] dx, int out, boolean fresh) {
    Turned t = turned.get(phase);
    Positions row = windows.phases.get(phase).row;
    if (fresh) {
      SparseConvKernels.row(t.cuts, t.offsets, t.values, zeros, dy, in, dx, out, row);
    } else {
      SparseConvSums.row(t.cuts, t.offsets, t.values, dy, in, dx, out, row);
    }
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
    int to = Team.from(share + 1, shares, outputs, 1);
    for (int o = Team.from(share, shares, outputs, 1); o < to; o++) {
      int at = out + o * area.outChannel();
      ConvGradient.sparse(
          x, offsets, cuts[o], cuts[o + 1], in, dy, at, area, weight.gradient, scratch);
    }
  }

  @Override
  public void prune() {}

  @Override
  public float[] rowMajor(float[] array) {
    float[] scattered = new float[size];
    for (int e = 0; e < array.length; e++) {
      scattered[survivors[e]] = array[e];
    }
    return scattered;
  }

  @Override
  public long entries() {
    return survivors.length;
  }

  @Override
  public long survivors() {
    return survivors.length;
  }

  @Override
  public boolean isSparse() {
    return true;
  }
}
