package dev.tombola.cpu;

import dev.tombola.nn.Layer;

/// Where the entries of each row (output) of a sparse layer lie, in parts: part p of row r has the
/// entries `cuts[r · (parts + 1) + p]` up to the next cut. All rows can use a few kilobytes of
/// inputs before the next are touched: an entry whose input comes from the first cache costs two
/// thirds of one from the second.
final class RowParts {
  /// About as many inputs as a part should have: 128 rows of 64 lanes are 32 kB, a first cache.
  private static final int INPUTS_OF_A_PART = 128;

  final int count;
  final int[] cuts;

  /// @param survivors row-major indices of the surviving weights, ascending
  /// @param least entries that a part should have on average, lest opening it cost more than it
  ///   saves
  RowParts(Layer.Dense layer, int[] survivors, int least) {
    int perRow = survivors.length / layer.outputs();
    count = Math.clamp(perRow / least, 1, Math.ceilDiv(layer.inputs(), INPUTS_OF_A_PART));
    cuts = new int[layer.outputs() * (count + 1)];
    int entry = 0;
    for (int o = 0; o < layer.outputs(); o++) {
      for (int part = 0; part <= count; part++) {
        int first = o * layer.inputs() + (int) ((long) layer.inputs() * part / count);
        while (entry < survivors.length && survivors[entry] < first) {
          entry++;
        }
        cuts[o * (count + 1) + part] = entry;
      }
    }
  }

  /// Where a part of a row begins, or, one part further on, ends.
  int cut(int row, int part) {
    return cuts[row * (count + 1) + part];
  }

  /// The first entry of a row.
  int first(int row) {
    return cut(row, 0);
  }
}
