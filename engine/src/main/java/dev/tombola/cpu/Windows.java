package dev.tombola.cpu;

import dev.tombola.nn.Layer;
import java.util.ArrayList;
import java.util.List;

/// Where in planes the windows of a convolution lie, forward and for the input gradient.
///
/// The input gradient gathers too: the inputs at rows y ≡ py and columns x ≡ px modulo the stride,
/// one [Phase], are met by the same taps of every window, and lie one step of the results apart.
final class Windows {
  private final Layer.Conv layer;
  private final Planes x;
  private final Planes y;

  /// Where in `x` summand `(channel, ky, kx)` lies from a window's corner on.
  final int[] offsets;

  final List<Phase> phases;

  /// A row of the forward pass.
  final Positions row;

  /// The inputs at rows `y`, `y + stride` … and columns likewise.
  static final class Phase {
    final int y;
    final int x;

    /// How many rows of them there are.
    final int rows;

    /// The numbers of their taps, `ky · kernel + kx`, ascending.
    final int[] taps;

    /// Where in the results' gradient summand `(channel out, tap)` lies.
    final int[] offsets;

    final Positions row;

    private Phase(int y, int x, int rows, int[] taps, int[] offsets, Positions row) {
      this.y = y;
      this.x = x;
      this.rows = rows;
      this.taps = taps;
      this.offsets = offsets;
      this.row = row;
    }
  }

  Windows(Layer.Conv layer, Planes x, Planes y) {
    this.layer = layer;
    this.x = x;
    this.y = y;
    int kernel = layer.kernel();
    int stride = layer.stride();
    int channels = layer.in().channels();
    offsets = new int[channels * kernel * kernel];
    for (int k = 0; k < offsets.length; k++) {
      int tap = k % (kernel * kernel);
      offsets[k] =
          k / (kernel * kernel) * x.channel + tap / kernel * x.row + tap % kernel * Planes.LANES;
    }
    row =
        new Positions(
            y.shape.width(), stride * Planes.LANES, Planes.LANES, layer.channels(), y.channel);
    List<Phase> all = new ArrayList<>();
    for (int py = 0; py < Math.min(stride, layer.in().height()); py++) {
      for (int px = 0; px < Math.min(stride, layer.in().width()); px++) {
        all.add(phase(py, px));
      }
    }
    phases = List.copyOf(all);
  }

  private Phase phase(int py, int px) {
    int kernel = layer.kernel();
    int stride = layer.stride();
    List<Integer> taps = new ArrayList<>();
    for (int tap = 0; tap < kernel * kernel; tap++) {
      boolean meets =
          (py + layer.padding() - tap / kernel) % stride == 0
              && (px + layer.padding() - tap % kernel) % stride == 0;
      if (meets) {
        taps.add(tap);
      }
    }
    int[] at = new int[layer.channels() * taps.size()];
    for (int k = 0; k < at.length; k++) {
      int tap = taps.get(k % taps.size());
      at[k] =
          k / taps.size() * y.channel
              + (py + layer.padding() - tap / kernel) / stride * y.row
              + (px + layer.padding() - tap % kernel) / stride * Planes.LANES;
    }
    int rows = Math.ceilDiv(layer.in().height() - py, stride);
    int columns = Math.ceilDiv(layer.in().width() - px, stride);
    Positions steps =
        new Positions(
            columns, Planes.LANES, stride * Planes.LANES, layer.in().channels(), x.channel);
    return new Phase(py, px, rows, taps.stream().mapToInt(t -> t).toArray(), at, steps);
  }

  /// Where the windows of a row of results begin in `x`.
  int in(int block, int row) {
    return x.at(block, 0, row * layer.stride() - layer.padding(), -layer.padding());
  }

  /// Where a row of results begins in `y`, and its gradient.
  int out(int block, int row) {
    return y.at(block, 0, row, 0);
  }

  /// Where row number `row` of a phase begins in `x`, and its gradient.
  int in(int block, Phase phase, int row) {
    return x.at(block, 0, phase.y + row * layer.stride(), phase.x);
  }

  /// The halo that a convolution's input and results need.
  static int halo(Layer.Conv layer) {
    int stride = layer.stride();
    int padding = layer.padding();
    int before = Math.ceilDiv(layer.kernel() - 1 - padding, stride);
    int beyond = (layer.in().height() - 1 + padding) / stride - (layer.out().height() - 1);
    int beside = (layer.in().width() - 1 + padding) / stride - (layer.out().width() - 1);
    return Math.max(Math.max(padding, before), Math.max(beyond, beside));
  }
}
