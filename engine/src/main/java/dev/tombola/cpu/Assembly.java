package dev.tombola.cpu;

import static dev.tombola.cpu.Lanes.SPECIES;
import static dev.tombola.cpu.Lanes.WIDTH;

import dev.tombola.data.Affine;
import dev.tombola.data.Examples;
import dev.tombola.data.Views;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// Puts examples together to a block of lanes, as a step of a training sees them, normalised.
///
/// Examples are copied whole into the cache, since memory is fast only in order, then turned:
/// scalar moves, of pixels four at once, and vectors along the lanes for the arithmetic.
final class Assembly {
  private static final VarHandle FOUR_BYTES =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final float BY_255 = 1f / 255;

  private final int features;

  /// What is being filled.
  private float[] lanes = {};

  /// The examples side by side, `[64][features]`. One of the two is empty, or left from other data.
  private byte[] pixels = {};

  private float[] values = {};

  /// Four features of every example.
  private final int[] fours = new int[Lanes.COUNT];

  private final float[] scale;
  private final float[] shift;
  private Affine affine = Affine.identity();

  private final Views views;

  /// Of the step's batch, as [Views#at] gives them.
  private final int[] down;

  private final int[] right;
  private final boolean[] flipped;

  /// For examples that are seen as they are.
  Assembly(int features) {
    this(features, Views.none(), 0);
  }

  /// @param batch examples of a step
  Assembly(int features, Views views, int batch) {
    this.views = views;
    down = new int[batch];
    right = new int[batch];
    flipped = new boolean[batch];
    this.features = features;
    scale = new float[features];
    shift = new float[features];
    normalise(affine);
  }

  private void normalise(Affine by) {
    affine = by;
    for (int i = 0; i < scale.length; i++) {
      scale[i] = by.scale(i);
      shift[i] = by.shift(i);
    }
  }

  /// From now on sees examples as this step does: blocks are parts of its batch.
  void at(long step) {
    if (!views.isNone()) {
      views.at(step, down, right, flipped);
    }
  }

  /// Fills a program's blocks and labels with the `count` examples that `chosen` names from `from`
  /// on.
  void batch(Program program, Examples examples, int[] chosen, int from, int count) {
    for (int b = 0; b * Lanes.COUNT < count; b++) {
      int begin = b * Lanes.COUNT;
      int length = Math.min(Lanes.COUNT, count - begin);
      fill(program.block(b), program.labels(b), examples, chosen, from + begin, length);
    }
  }

  /// Fills a block and its labels with the `count` examples that `chosen` names from `from` on;
  /// lanes beyond repeat the first.
  void fill(Inputs block, int[] labels, Examples examples, int[] chosen, int from, int count) {
    if (examples.affine() != affine) {
      normalise(examples.affine());
    }
    boolean ofPixels = examples.pixels().length > 0;
    prepare(ofPixels);
    for (int n = 0; n < Lanes.COUNT; n++) {
      int place = from + (n < count ? n : 0);
      int example = chosen[place];
      labels[n] = examples.label(example);
      copy(examples, examples.row(example) * features, place, ofPixels, n * features);
    }
    lanes = block.lanes;
    if (ofPixels) {
      pixels();
    } else {
      values();
    }
    block.examples(count);
  }

  /// An example from `row` on to `to`, as the batch's example number `place` is seen.
  private void copy(Examples examples, int row, int place, boolean ofPixels, int to) {
    if (views.isNone()) {
      Object source = ofPixels ? examples.pixels() : examples.values();
      System.arraycopy(source, row, ofPixels ? pixels : values, to, features);
    } else if (ofPixels) {
      byte[] source = examples.pixels();
      views.copy(source, row, down[place], right[place], flipped[place], pixels, to);
    } else {
      float[] source = examples.values();
      views.copy(source, row, down[place], right[place], flipped[place], values, to);
    }
  }

  private void prepare(boolean ofPixels) {
    int length = Lanes.COUNT * features;
    if (ofPixels && pixels.length == 0) {
      pixels = new byte[length];
    } else if (!ofPixels && values.length == 0) {
      values = new float[length];
    }
  }

  private void values() {
    for (int i = 0; i < features; i++) {
      int at = Lanes.at(i);
      for (int n = 0; n < Lanes.COUNT; n++) {
        lanes[at + n] = values[n * features + i];
      }
      normalise(i);
    }
  }

  private void normalise(int feature) {
    FloatVector factor = FloatVector.broadcast(SPECIES, scale[feature]);
    FloatVector term = FloatVector.broadcast(SPECIES, shift[feature]);
    int at = Lanes.at(feature);
    for (int lane = at; lane < at + Lanes.COUNT; lane += WIDTH) {
      FloatVector.fromArray(SPECIES, lanes, lane).fma(factor, term).intoArray(lanes, lane);
    }
  }

  private void pixels() {
    int whole = features / 4 * 4;
    for (int i = 0; i < whole; i += 4) {
      for (int n = 0; n < Lanes.COUNT; n++) {
        fours[n] = (int) FOUR_BYTES.get(pixels, n * features + i);
      }
      pixel(i, 0);
      pixel(i + 1, 8);
      pixel(i + 2, 16);
      pixel(i + 3, 24);
    }
    for (int i = whole; i < features; i++) {
      for (int n = 0; n < Lanes.COUNT; n++) {
        fours[n] = pixels[n * features + i];
      }
      pixel(i, 0);
    }
  }

  /// One feature, from the bits of `fours` from `bit` on, normalised. A byte k becomes k / 255f
  /// without a division: q = k · (1 / 255f), the remainder r = fma(−q, 255, k), and fma(r, 1 /
  /// 255f, q) is k / 255f bit for bit, for each of the 256 bytes.
  private void pixel(int feature, int bit) {
    FloatVector factor = FloatVector.broadcast(SPECIES, scale[feature]);
    FloatVector term = FloatVector.broadcast(SPECIES, shift[feature]);
    FloatVector by255 = FloatVector.broadcast(SPECIES, BY_255);
    int at = Lanes.at(feature);
    for (int lane = 0; lane < Lanes.COUNT; lane += WIDTH) {
      IntVector four = IntVector.fromArray(Lanes.INTS, fours, lane);
      IntVector k = four.lanewise(VectorOperators.LSHR, bit).lanewise(VectorOperators.AND, 0xff);
      FloatVector pixel = (FloatVector) k.convert(VectorOperators.I2F, 0);
      FloatVector quotient = pixel.mul(by255);
      FloatVector rest = quotient.fma(FloatVector.broadcast(SPECIES, -255f), pixel);
      FloatVector value = rest.fma(by255, quotient);
      value.fma(factor, term).intoArray(lanes, at + lane);
    }
  }
}
