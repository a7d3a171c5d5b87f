package dev.tombola.inference;

import dev.tombola.nn.Layer;
import org.jspecify.annotations.Nullable;

/// A convolution, with the batch normalisation that follows it folded into its weights, and its
/// ReLU.
///
/// Seen as one long row of positions, a plane with margins makes a convolution a product: every
/// weight multiplies the positions that lie a constant distance away. What is computed beyond the
/// end of a row of pixels is left behind when results are brought to their place. A stride computes
/// all positions of the rows that it needs and takes every second or third.
///
/// @param sparse null where the layer is dense
/// @param dense null where it is sparse
record ConvStage(
    Layer.Conv layer,
    @Nullable SparseRows sparse,
    @Nullable DenseRows dense,
    boolean relu,
    Planes x,
    Planes y)
    implements Stage {
  /// Floats of a row that are computed at once: 8 of the longest vectors.
  private static final int CHUNK = 128;

  /// Channels that are computed before they are brought to their place.
  private static final int CHANNELS = 16;

  private static final int STEP = CHUNK + Kernels.SLACK;
  static final int SCRATCH = CHANNELS * STEP + Kernels.SLACK;

  /// Where the weights of a row find their pixels, in positions from a window's first one.
  static int[] offsets(Layer.Conv layer, Planes x) {
    int[] offsets = new int[layer.in().channels() * layer.kernel() * layer.kernel()];
    int k = 0;
    for (int c = 0; c < layer.in().channels(); c++) {
      for (int v = 0; v < layer.kernel(); v++) {
        for (int u = 0; u < layer.kernel(); u++) {
          offsets[k++] = c * x.plane() + v * x.row() + u;
        }
      }
    }
    return offsets;
  }

  @Override
  public void run(Workspace at, Kernels kernels) {
    int stride = layer.stride();
    int width = y.shape().width();
    if (stride == 1) {
      int length = (y.shape().height() - 1) * x.row() + width;
      positions(at, kernels, 0, length);
    } else {
      for (int row = 0; row < y.shape().height(); row++) {
        positions(at, kernels, row, (width - 1) * stride + 1);
      }
    }
  }

  /// @param first row of the results that the positions begin with
  /// @param length how many positions
  private void positions(Workspace at, Kernels kernels, int first, int length) {
    int begin = at.image(x.at(0, first * layer.stride() - layer.padding(), -layer.padding()));
    int chunk = CHUNK >> at.imageShift;
    for (int from = 0; from < length; from += chunk) {
      int count = Math.min(chunk, length - from);
      for (int c = 0; c < layer.channels(); c += CHANNELS) {
        int end = Math.min(layer.channels(), c + CHANNELS);
        multiply(at, kernels, c, end, begin + (from << at.imageShift), count << at.imageShift);
        for (int channel = c; channel < end; channel++) {
          bring(at, channel, (channel - c) * STEP, first, from, count);
        }
      }
    }
  }

  private void multiply(Workspace at, Kernels kernels, int first, int end, int in, int length) {
    int shift = at.imageShift;
    if (sparse != null) {
      kernels.sparse(sparse, first, end, at.images, in, shift, at.scratch, 0, STEP, length, relu);
    } else if (dense != null) {
      kernels.dense(dense, first, end, at.images, in, shift, at.scratch, 0, STEP, length, relu);
    }
  }

  /// Copies what belongs to pixels to its place.
  private void bring(Workspace at, int channel, int scratch, int first, int from, int count) {
    int width = y.shape().width();
    int shift = at.imageShift;
    if (layer.stride() > 1) {
      int stride = layer.stride();
      for (int column = Math.ceilDiv(from, stride); column * stride < from + count; column++) {
        Workspace.copy(
            at.scratch,
            scratch + ((column * stride - from) << shift),
            at.images,
            at.image(y.at(channel, first, column)),
            1 << shift);
      }
      return;
    }
    int position = from;
    while (position < from + count) {
      int row = position / x.row();
      int column = position % x.row();
      int run = Math.min(x.row() - column, from + count - position);
      int pixels = Math.min(run, width - column);
      if (pixels > 0) {
        Workspace.copy(
            at.scratch,
            scratch + ((position - from) << shift),
            at.images,
            at.image(y.at(channel, row, column)),
            pixels << shift);
      }
      position += run;
    }
  }
}
