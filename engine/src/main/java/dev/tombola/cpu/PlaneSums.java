package dev.tombola.cpu;

import static dev.tombola.cpu.Lanes.SPECIES;
import static dev.tombola.cpu.Lanes.WIDTH;

import jdk.incubator.vector.FloatVector;

/// Sums over the plane of a channel in one block.
final class PlaneSums {
  private PlaneSums() {}

  /// The sum of all lanes of all positions: a chain for each of 16 slots, then the fixed tree.
  /// `slots` is scratch for 16 floats.
  static float sum(float[] lanes, Planes planes, int block, int channel, float[] slots) {
    int columns = planes.shape.width() * Planes.LANES;
    for (int slot = 0; slot < Planes.LANES; slot += WIDTH) {
      FloatVector sum = FloatVector.zero(SPECIES);
      for (int y = 0; y < planes.shape.height(); y++) {
        int from = planes.at(block, channel, y, 0);
        for (int i = from + slot; i < from + columns; i += Planes.LANES) {
          sum = sum.add(FloatVector.fromArray(SPECIES, lanes, i));
        }
      }
      sum.intoArray(slots, slot);
    }
    return Lanes.tree(slots, 0);
  }
}
