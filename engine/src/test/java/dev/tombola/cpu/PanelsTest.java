package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PanelsTest {
  @ParameterizedTest
  @CsvSource({"1, 1", "5, 64", "16, 17", "17, 60", "33, 63", "48, 2", "100, 64"})
  void the_features_of_an_example_stand_side_by_side(int features, int examples) {
    float[] lanes = TestLanes.gaussians(features, "x");
    int[] chosen = IntStream.range(0, features).filter(i -> i % 3 != 1).toArray();
    int end = Lanes.padded(chosen.length);
    float[] panels = DenseKernelsTest.nothing(end * Lanes.COUNT);
    Panels.fill(panels, lanes, chosen, chosen.length, 0, end, examples);
    for (int j = 0; j < end; j++) {
      for (int n = 0; n < Lanes.COUNT; n++) {
        float got = panels[j / 16 * 64 * 16 + n * 16 + j % 16];
        if (n >= examples) {
          assertThat(got).isNaN();
        } else {
          assertThat(got).isEqualTo(j < chosen.length ? lanes[Lanes.at(chosen[j]) + n] : 0);
        }
      }
    }
  }

  @Test
  void panels_are_filled_one_by_one_in_any_order() {
    float[] lanes = TestLanes.gaussians(40, "x");
    int[] every = IntStream.range(0, 40).toArray();
    float[] whole = new float[48 * Lanes.COUNT];
    Panels.fill(whole, lanes, every, 40, 0, 48, 60);
    float[] parts = new float[whole.length];
    for (int from : new int[] {32, 0, 16}) {
      Panels.fill(parts, lanes, every, 40, from, from + 16, 60);
    }
    assertThat(parts).isEqualTo(whole);
    float[] middle = new float[whole.length];
    Panels.fill(middle, lanes, every, 40, 16, 32, 60);
    for (int i = 0; i < middle.length; i++) {
      assertThat(middle[i]).isEqualTo(i / Panels.SIZE == 1 ? whole[i] : 0);
    }
  }

  @Test
  void features_of_the_block_before_leave_zeros() {
    float[] lanes = TestLanes.gaussians(3, "x");
    int[] every = {0, 1, 2};
    float[] panels = new float[Panels.SIZE];
    Panels.fill(panels, lanes, every, 3, 0, 16, 64);
    Panels.fill(panels, lanes, every, 1, 0, 16, 64);
    for (int n = 0; n < Lanes.COUNT; n++) {
      assertThat(panels[n * Panels.WIDTH]).isEqualTo(lanes[Lanes.at(0) + n]);
      assertThat(panels[n * Panels.WIDTH + 1]).isZero();
    }
  }
}
