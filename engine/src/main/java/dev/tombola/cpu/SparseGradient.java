package dev.tombola.cpu;

import static dev.tombola.cpu.Folding.BY_1;
import static dev.tombola.cpu.Folding.BY_2;
import static dev.tombola.cpu.Folding.BY_4;
import static dev.tombola.cpu.Folding.BY_8;
import static dev.tombola.cpu.Folding.SIXTEEN;
import static dev.tombola.cpu.Folding.UPPER;
import static dev.tombola.cpu.Lanes.SPECIES;
import static dev.tombola.cpu.Lanes.WIDTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Weight gradient of a sparse layer, at surviving entries only: for each the product of two rows
/// of 64 lanes, summed over the lanes.
///
/// The multiplications are as cheap as the forward pass's; the horizontal sums are what costs. All
/// forms give the same bytes: slot s of 16 takes the lanes s, s + 16, s + 32, s + 48 in order, then
/// [Lanes#tree] sums the slots.
///
/// How vectors fold says [Folding].
///
/// * 512 bits, rows with many entries: four entries at a time fold into one vector, then four such
///   vectors into one of 16 sums: 15 foldings for 16 entries instead of 64. Two loops with memory
///   between them, because the compiler allocates vectors where one loop holds it all, and
///   selections by bits, because masks come from memory each time.
/// * 256 bits, and short rows at 512: one entry at a time, both halves of the slots at once.
/// * 128 bits: slots through memory.
final class SparseGradient {
  /// Floats of scratch that [#rows] needs.
  static final int SCRATCH = 4 * 64;

  /// Entries that are folded together.
  private static final int GROUP = 64;

  /// Entries of a row from which on folding them together is worth its overhead.
  private static final int MANY = 20;

  /// `offset` is to be this much longer than there are entries: groups of four may reach beyond the
  /// last.
  static final int BEYOND = 3;

  private static final VectorSpecies<Float> EIGHT = FloatVector.SPECIES_256;
  private static final VectorShuffle<Float> EIGHT_BY_4 = partners(4);
  private static final VectorShuffle<Float> EIGHT_BY_2 = partners(2);
  private static final VectorShuffle<Float> EIGHT_BY_1 = partners(1);

  /// After all foldings the sum of entry e = 4v + w lies where v and w have been folded to.
  private static final VectorShuffle<Float> IN_ORDER =
      VectorShuffle.fromOp(SIXTEEN, e -> (e & 2) << 2 | (e & 1) << 2 | (e & 8) >> 2 | (e & 4) >> 2);

  private SparseGradient() {}

  private static VectorShuffle<Float> partners(int distance) {
    return VectorShuffle.fromOp(EIGHT, lane -> lane ^ distance);
  }

  /// `g[e] = Σ_lane d[o][lane] x[offset[e]][lane]` for the entries e of the outputs `first` to
  /// `end`. `offset [entries + 3]`, the rest as in [SparseKernels#forward].
  static void rows(
      RowParts rows,
      int[] offset,
      float[] d,
      float[] x,
      float[] g,
      int first,
      int end,
      float[] scratch) {
    for (int part = 0; part < rows.count; part++) {
      for (int o = first; o < end; o++) {
        int from = rows.cut(o, part);
        int to = rows.cut(o, part + 1);
        int row = Lanes.at(o);
        if (WIDTH == 16 && to - from >= MANY) {
          for (int e = from; e < to; e += GROUP) {
            int count = Math.min(GROUP, to - e);
            foldFours(e, count, offset, d, row, x, scratch);
            foldVectors(scratch, count, g, e);
          }
        } else if (WIDTH >= 8) {
          entries256(from, to, offset, d, row, x, g);
        } else {
          entries(from, to, offset, d, row, x, g, scratch);
        }
      }
    }
  }

  /// To `folded`: 16 floats for every four entries, which are entry w's slots folded to four in the
  /// lanes whose bits 8 and 4 are those of w.
  private static void foldFours(
      int from, int count, int[] offset, float[] d, int row, float[] x, float[] folded) {
    IntVector upper8 = IntVector.fromArray(IntVector.SPECIES_512, UPPER, 0);
    IntVector upper4 = IntVector.fromArray(IntVector.SPECIES_512, UPPER, 16);
    FloatVector d0 = FloatVector.fromArray(SIXTEEN, d, row);
    FloatVector d1 = FloatVector.fromArray(SIXTEEN, d, row + 16);
    FloatVector d2 = FloatVector.fromArray(SIXTEEN, d, row + 32);
    FloatVector d3 = FloatVector.fromArray(SIXTEEN, d, row + 48);
    for (int i = 0; i < count; i += 4) {
      int in = offset[from + i];
      FloatVector p0 = d0.mul(FloatVector.fromArray(SIXTEEN, x, in));
      p0 = d1.fma(FloatVector.fromArray(SIXTEEN, x, in + 16), p0);
      p0 = d2.fma(FloatVector.fromArray(SIXTEEN, x, in + 32), p0);
      p0 = d3.fma(FloatVector.fromArray(SIXTEEN, x, in + 48), p0);
      in = offset[from + i + 1];
      FloatVector p1 = d0.mul(FloatVector.fromArray(SIXTEEN, x, in));
      p1 = d1.fma(FloatVector.fromArray(SIXTEEN, x, in + 16), p1);
      p1 = d2.fma(FloatVector.fromArray(SIXTEEN, x, in + 32), p1);
      p1 = d3.fma(FloatVector.fromArray(SIXTEEN, x, in + 48), p1);
      in = offset[from + i + 2];
      FloatVector p2 = d0.mul(FloatVector.fromArray(SIXTEEN, x, in));
      p2 = d1.fma(FloatVector.fromArray(SIXTEEN, x, in + 16), p2);
      p2 = d2.fma(FloatVector.fromArray(SIXTEEN, x, in + 32), p2);
      p2 = d3.fma(FloatVector.fromArray(SIXTEEN, x, in + 48), p2);
      in = offset[from + i + 3];
      FloatVector p3 = d0.mul(FloatVector.fromArray(SIXTEEN, x, in));
      p3 = d1.fma(FloatVector.fromArray(SIXTEEN, x, in + 16), p3);
      p3 = d2.fma(FloatVector.fromArray(SIXTEEN, x, in + 32), p3);
      p3 = d3.fma(FloatVector.fromArray(SIXTEEN, x, in + 48), p3);
      IntVector a = p0.reinterpretAsInts();
      IntVector b = p2.reinterpretAsInts();
      IntVector c = a.lanewise(VectorOperators.XOR, b).lanewise(VectorOperators.AND, upper8);
      FloatVector own = a.lanewise(VectorOperators.XOR, c).reinterpretAsFloats();
      FloatVector other = b.lanewise(VectorOperators.XOR, c).reinterpretAsFloats();
      FloatVector even = own.add(other.rearrange(BY_8));
      a = p1.reinterpretAsInts();
      b = p3.reinterpretAsInts();
      c = a.lanewise(VectorOperators.XOR, b).lanewise(VectorOperators.AND, upper8);
      own = a.lanewise(VectorOperators.XOR, c).reinterpretAsFloats();
      other = b.lanewise(VectorOperators.XOR, c).reinterpretAsFloats();
      FloatVector odd = own.add(other.rearrange(BY_8));
      a = even.reinterpretAsInts();
      b = odd.reinterpretAsInts();
      c = a.lanewise(VectorOperators.XOR, b).lanewise(VectorOperators.AND, upper4);
      own = a.lanewise(VectorOperators.XOR, c).reinterpretAsFloats();
      other = b.lanewise(VectorOperators.XOR, c).reinterpretAsFloats();
      FloatVector four = own.add(other.rearrange(BY_4));
      four.intoArray(folded, 4 * i);
    }
  }

  /// What [#foldFours] left, to one sum for each entry.
  private static void foldVectors(float[] folded, int count, float[] g, int at) {
    IntVector upper2 = IntVector.fromArray(IntVector.SPECIES_512, UPPER, 32);
    IntVector upper1 = IntVector.fromArray(IntVector.SPECIES_512, UPPER, 48);
    for (int i = 0; i < count; i += 16) {
      FloatVector v0 = FloatVector.fromArray(SIXTEEN, folded, 4 * i);
      FloatVector v1 = FloatVector.fromArray(SIXTEEN, folded, 4 * i + 16);
      FloatVector v2 = FloatVector.fromArray(SIXTEEN, folded, 4 * i + 32);
      FloatVector v3 = FloatVector.fromArray(SIXTEEN, folded, 4 * i + 48);
      IntVector a = v0.reinterpretAsInts();
      IntVector b = v2.reinterpretAsInts();
      IntVector c = a.lanewise(VectorOperators.XOR, b).lanewise(VectorOperators.AND, upper2);
      FloatVector own = a.lanewise(VectorOperators.XOR, c).reinterpretAsFloats();
      FloatVector other = b.lanewise(VectorOperators.XOR, c).reinterpretAsFloats();
      FloatVector even = own.add(other.rearrange(BY_2));
      a = v1.reinterpretAsInts();
      b = v3.reinterpretAsInts();
      c = a.lanewise(VectorOperators.XOR, b).lanewise(VectorOperators.AND, upper2);
      own = a.lanewise(VectorOperators.XOR, c).reinterpretAsFloats();
      other = b.lanewise(VectorOperators.XOR, c).reinterpretAsFloats();
      FloatVector odd = own.add(other.rearrange(BY_2));
      a = even.reinterpretAsInts();
      b = odd.reinterpretAsInts();
      c = a.lanewise(VectorOperators.XOR, b).lanewise(VectorOperators.AND, upper1);
      own = a.lanewise(VectorOperators.XOR, c).reinterpretAsFloats();
      other = b.lanewise(VectorOperators.XOR, c).reinterpretAsFloats();
      FloatVector last = own.add(other.rearrange(BY_1));
      FloatVector sums = last.rearrange(IN_ORDER);
      if (i + 16 <= count) {
        sums.intoArray(g, at + i);
      } else {
        sums.intoArray(folded, 4 * i);
        for (int j = i; j < count; j++) {
          g[at + j] = folded[3 * i + j];
        }
      }
    }
  }

  private static void entries256(
      int from, int to, int[] offset, float[] d, int row, float[] x, float[] g) {
    FloatVector d0 = FloatVector.fromArray(EIGHT, d, row);
    FloatVector d1 = FloatVector.fromArray(EIGHT, d, row + 8);
    FloatVector d2 = FloatVector.fromArray(EIGHT, d, row + 16);
    FloatVector d3 = FloatVector.fromArray(EIGHT, d, row + 24);
    FloatVector d4 = FloatVector.fromArray(EIGHT, d, row + 32);
    FloatVector d5 = FloatVector.fromArray(EIGHT, d, row + 40);
    FloatVector d6 = FloatVector.fromArray(EIGHT, d, row + 48);
    FloatVector d7 = FloatVector.fromArray(EIGHT, d, row + 56);
    for (int e = from; e < to; e++) {
      int in = offset[e];
      FloatVector low = d0.mul(FloatVector.fromArray(EIGHT, x, in));
      FloatVector high = d1.mul(FloatVector.fromArray(EIGHT, x, in + 8));
      low = d2.fma(FloatVector.fromArray(EIGHT, x, in + 16), low);
      high = d3.fma(FloatVector.fromArray(EIGHT, x, in + 24), high);
      low = d4.fma(FloatVector.fromArray(EIGHT, x, in + 32), low);
      high = d5.fma(FloatVector.fromArray(EIGHT, x, in + 40), high);
      low = d6.fma(FloatVector.fromArray(EIGHT, x, in + 48), low);
      high = d7.fma(FloatVector.fromArray(EIGHT, x, in + 56), high);
      FloatVector sum = low.add(high);
      sum = sum.add(sum.rearrange(EIGHT_BY_4));
      sum = sum.add(sum.rearrange(EIGHT_BY_2));
      g[e] = sum.add(sum.rearrange(EIGHT_BY_1)).lane(0);
    }
  }

  private static void entries(
      int from, int to, int[] offset, float[] d, int row, float[] x, float[] g, float[] slots) {
    for (int e = from; e < to; e++) {
      int in = offset[e];
      for (int slot = 0; slot < 16; slot += WIDTH) {
        FloatVector sum =
            FloatVector.fromArray(SPECIES, d, row + slot)
                .mul(FloatVector.fromArray(SPECIES, x, in + slot));
        for (int lane = slot + 16; lane < Lanes.COUNT; lane += 16) {
          sum =
              FloatVector.fromArray(SPECIES, d, row + lane)
                  .fma(FloatVector.fromArray(SPECIES, x, in + lane), sum);
        }
        sum.intoArray(slots, slot);
      }
      g[e] = Lanes.tree(slots, 0);
    }
  }
}
