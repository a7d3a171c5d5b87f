package dev.tombola.inference;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// A weight at a time. Both ways to sum have the order of the inputs, and so the same results.
///
/// By rows: four at a time, because each sum is a chain whose steps wait for one another; rows of
/// about the same length belong together, and the entries of four are interleaved. By columns:
/// inputs that are zero, half of them after a ReLU and most pixels of a digit, are skipped.
final class OneByOne implements SingleProduct {
  private static final int GROUP = 4;

  /// Columns are faster from so many entries for each input on, as skipping takes a branch
  /// (InferenceBenchmark).
  private static final int LONG_COLUMN = 8;

  /// And where fewer than 3 in 4 inputs are not zero.
  private static final int MOST_LIVE_QUARTERS = 3;

  private final int inputs;
  private final SparseRows rows;

  /// Rows by falling length.
  private final int[] order;

  /// Where the interleaved entries of a group begin, `[groups + 1]`.
  private final int[] groups;

  private final int[] offset;
  private final float[] w;

  /// Where the entries of an input begin, `[inputs + 1]`; empty where columns are short.
  private final int[] columns;

  private final int[] columnRow;
  private final float[] columnW;

  /// @param rows whose offsets are the numbers of their inputs
  OneByOne(SparseRows rows, int inputs) {
    this.rows = rows;
    this.inputs = inputs;
    int entries = rows.w.length;
    order =
        IntStream.range(0, rows.rows())
            .boxed()
            .sorted(Comparator.comparingInt(rows::length).reversed())
            .mapToInt(Integer::intValue)
            .toArray();
    groups = new int[rows.rows() / GROUP + 1];
    for (int g = 0; g + 1 < groups.length; g++) {
      groups[g + 1] = groups[g] + GROUP * common(g);
    }
    offset = new int[groups[groups.length - 1]];
    w = new float[offset.length];
    interleave();
    boolean hasColumns = entries >= (long) LONG_COLUMN * inputs;
    columns = new int[hasColumns ? inputs + 1 : 0];
    columnRow = new int[hasColumns ? entries : 0];
    columnW = new float[columnRow.length];
    if (hasColumns) {
      transpose();
    }
  }

  /// Entries that all rows of a group have: those of its last row.
  private int common(int group) {
    return rows.length(order[GROUP * group + GROUP - 1]);
  }

  private void interleave() {
    for (int g = 0; g + 1 < groups.length; g++) {
      for (int i = groups[g]; i < groups[g + 1]; i++) {
        int within = i - groups[g];
        int entry = rows.cuts[order[GROUP * g + within % GROUP]] + within / GROUP;
        offset[i] = rows.offset[entry];
        w[i] = rows.w[entry];
      }
    }
  }

  private void transpose() {
    for (int input : rows.offset) {
      columns[input + 1]++;
    }
    Arrays.parallelPrefix(columns, Integer::sum);
    int[] next = columns.clone();
    for (int row = 0; row < rows.rows(); row++) {
      for (int e = rows.cuts[row]; e < rows.cuts[row + 1]; e++) {
        int at = next[rows.offset[e]]++;
        columnRow[at] = row;
        columnW[at] = rows.w[e];
      }
    }
  }

  @Override
  public void multiply(Workspace at, int in, int out, boolean relu) {
    float[] x = at.values;
    int count = columns.length > 0 ? at.findLive(in, inputs) : inputs;
    if (4L * count < (long) MOST_LIVE_QUARTERS * inputs) {
      byColumns(x, in, at.live, count, out);
    } else {
      byRows(x, in, out);
    }
    if (relu) {
      for (int i = out; i < out + rows.rows(); i++) {
        x[i] = Math.max(0, x[i]);
      }
    }
  }

  private void byColumns(float[] x, int in, int[] live, int count, int out) {
    System.arraycopy(rows.bias, 0, x, out, rows.rows());
    for (int j = 0; j < count; j++) {
      int input = live[j];
      float value = x[in + input];
      int end = columns[input + 1];
      for (int e = columns[input]; e < end; e++) {
        int at = out + columnRow[e];
        x[at] = Math.fma(columnW[e], value, x[at]);
      }
    }
  }

  private void byRows(float[] x, int in, int out) {
    float[] bias = rows.bias;
    int row = 0;
    for (int g = 0; g + 1 < groups.length; g++) {
      int r0 = order[row];
      int r1 = order[row + 1];
      int r2 = order[row + 2];
      int r3 = order[row + 3];
      float sum0 = bias[r0];
      float sum1 = bias[r1];
      float sum2 = bias[r2];
      float sum3 = bias[r3];
      int end = groups[g + 1];
      for (int i = groups[g]; i < end; i += GROUP) {
        sum0 = Math.fma(w[i], x[in + offset[i]], sum0);
        sum1 = Math.fma(w[i + 1], x[in + offset[i + 1]], sum1);
        sum2 = Math.fma(w[i + 2], x[in + offset[i + 2]], sum2);
        sum3 = Math.fma(w[i + 3], x[in + offset[i + 3]], sum3);
      }
      int common = (end - groups[g]) / GROUP;
      x[out + r0] = rest(sum0, r0, common, x, in);
      x[out + r1] = rest(sum1, r1, common, x, in);
      x[out + r2] = rest(sum2, r2, common, x, in);
      x[out + r3] = sum3;
      row += GROUP;
    }
    for (; row < order.length; row++) {
      x[out + order[row]] = rest(bias[order[row]], order[row], 0, x, in);
    }
  }

  /// Adds a row's entries from number `done` on.
  private float rest(float start, int row, int done, float[] x, int in) {
    float sum = start;
    for (int e = rows.cuts[row] + done; e < rows.cuts[row + 1]; e++) {
      sum = Math.fma(rows.w[e], x[in + rows.offset[e]], sum);
    }
    return sum;
  }
}
