package dev.tombola.cpu;

import dev.tombola.nn.ImageShape;

/// Images of a batch as convolutions have them: `[blocks][height][channels][width][16 lanes]`, with
/// a halo of zeros around every plane, so that no kernel asks whether a window reaches beyond an
/// edge.
///
/// Blocks have 16 examples, where dense layers have 64: a position is one cache line then, and a
/// window over all channels stays in the first two caches. Rows of all channels lie together, since
/// kernels go from row to row and memory is fast only in order; the distances from channel to
/// channel and row to row are odd numbers of cache lines, lest the positions of a window share a
/// few sets of the first cache.
final class Planes {
  /// Examples in a block.
  static final int LANES = 16;

  private static final int FIRST = Lanes.at(0);

  final ImageShape shape;

  /// Rows and columns of zeros on each side.
  final int halo;

  /// Blocks that there is room for.
  final int blocks;

  /// From a channel to the next.
  final int channel;

  /// From a row to the next.
  final int row;

  /// From a block to the next.
  final int block;

  final float[] lanes;

  Planes(ImageShape shape, int halo, int blocks) {
    this.shape = shape;
    this.halo = halo;
    this.blocks = blocks;
    channel = (shape.width() + 2 * halo | 1) * LANES;
    row = (padded(shape.channels()) * channel / LANES | 1) * LANES;
    block = Math.multiplyExact(shape.height() + 2 * halo, row);
    lanes = array(blocks);
  }

  /// An array for so many blocks, all zero.
  float[] array(int blocks) {
    int length = Math.addExact(FIRST, Math.multiplyExact(blocks, block));
    return new float[Math.max(length, Regions.OWN_REGION)];
  }

  /// Channels are padded with zeros to a multiple of 8, so that no kernel has a tail in them.
  static int padded(int channels) {
    return (channels + 7) / 8 * 8;
  }

  /// Where a position's lanes begin.
  int at(int block, int channel, int y, int x) {
    return FIRST
        + block * this.block
        + (y + halo) * row
        + channel * this.channel
        + (x + halo) * LANES;
  }
}
