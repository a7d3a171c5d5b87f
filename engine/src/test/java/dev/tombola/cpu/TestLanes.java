package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

/// Arrays of lanes: numbers in their rows, and NaN wherever a kernel has no business.
final class TestLanes {
  private TestLanes() {}

  /// As many rows of normal numbers, NaN around them.
  static float[] gaussians(int rows, String name) {
    float[] lanes = nothing(rows);
    float[] drawn = TestNetworks.gaussians(rows * Lanes.COUNT, name);
    System.arraycopy(drawn, 0, lanes, Lanes.at(0), drawn.length);
    return lanes;
  }

  /// Normal numbers for `examples` examples, zeros in the lanes that are not in use, as gradients
  /// are.
  static float[] deltas(int rows, int examples) {
    float[] lanes = gaussians(rows, "d");
    for (int row = 0; row < rows; row++) {
      Arrays.fill(lanes, Lanes.at(row) + examples, Lanes.at(row + 1), 0);
    }
    return lanes;
  }

  /// Room for as many rows, all NaN.
  static float[] nothing(int rows) {
    float[] lanes = Lanes.rows(rows);
    Arrays.fill(lanes, Float.NaN);
    return lanes;
  }

  /// Bit for bit, but for the payload of a NaN.
  static void assertSame(float[] got, float[] expected) {
    int at = Arrays.mismatch(got, expected);
    if (at >= 0) {
      assertThat(got).hasSameSizeAs(expected);
      assertThat(got[at]).as("at %d", at).isEqualTo(expected[at]);
    }
    assertThat(at).as("first difference").isEqualTo(-1);
  }

  /// The fixed tree over 16 slots.
  static float tree(float[] s) {
    float[] eight = new float[8];
    for (int i = 0; i < 8; i++) {
      eight[i] = s[i] + s[i + 8];
    }
    return ((eight[0] + eight[4]) + (eight[2] + eight[6]))
        + ((eight[1] + eight[5]) + (eight[3] + eight[7]));
  }
}
