package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class InputsTest {
  /// A block in which the features of `constant` do not vary; lanes beyond its examples repeat the
  /// first.
  static Inputs block(int examples, int features, IntPredicate constant) {
    Inputs x = new Inputs(features);
    float[] drawn = TestNetworks.gaussians(features * Lanes.COUNT, "x");
    for (int i = 0; i < features; i++) {
      for (int lane = 0; lane < Lanes.COUNT; lane++) {
        int n = lane < examples ? lane : 0;
        x.lanes[Lanes.at(i) + lane] = constant.test(i) ? i % 2 - 0.42f : drawn[i * Lanes.COUNT + n];
      }
    }
    x.examples(examples);
    x.analyse();
    return x;
  }

  @ParameterizedTest
  @CsvSource({"2, 1", "2, 17", "17, 16", "60, 33", "63, 5", "64, 100"})
  void features_that_vary_and_those_that_do_not_are_listed_in_order(int examples, int features) {
    Inputs x = block(examples, features, i -> i % 3 == 1);
    int[] live = IntStream.range(0, features).filter(i -> i % 3 != 1).toArray();
    int[] constant = IntStream.range(0, features).filter(i -> i % 3 == 1).toArray();
    assertThat(live(x)).containsExactly(live);
    assertThat(Arrays.copyOf(x.constant, x.constantCount())).containsExactly(constant);
    assertThat(x.liveCount() + x.constantCount()).isEqualTo(features);
    for (int i : constant) {
      assertThat(x.constantValues[i]).isEqualTo(i % 2 - 0.42f);
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 17", "60, 33", "64, 100"})
  void features_that_vary_go_to_panels(int examples, int features) {
    Inputs x = block(examples, features, i -> i % 3 == 1);
    int end = Lanes.padded(x.liveCount());
    float[] expected = new float[Lanes.padded(features) * Lanes.COUNT];
    Panels.fill(expected, x.lanes, x.live, x.liveCount(), 0, end, examples);
    float[] panels = x.panels();
    for (int from = 0; from < end; from += Panels.WIDTH) {
      x.fillPanels(from, from + Panels.WIDTH);
    }
    TestLanes.assertSame(panels, expected);
    assertThat(x.panels()).isSameAs(panels);
  }

  @Test
  void nothing_varies_over_a_single_example() {
    Inputs x = block(1, 20, _ -> false);
    assertThat(x.liveCount()).isZero();
    assertThat(x.constantCount()).isEqualTo(20);
    for (int i = 0; i < 20; i++) {
      assertThat(x.constantValues[i]).isEqualTo(x.lanes[Lanes.at(i)]);
    }
  }

  @Test
  void a_difference_in_any_single_lane_is_seen() {
    for (int lane = 0; lane < Lanes.COUNT; lane++) {
      Inputs x = block(64, 4, _ -> true);
      x.lanes[Lanes.at(2) + lane] += 1;
      x.analyse();
      assertThat(live(x)).as("lane %d", lane).containsExactly(2);
    }
  }

  /// By their bits: a product with the one or the other differs in its sign.
  @Test
  void a_negative_zero_differs_from_a_zero() {
    Inputs x = new Inputs(3);
    x.lanes[Lanes.at(1) + 40] = -0f;
    Lanes.fill(x.lanes, 2, -0f);
    x.analyse();
    assertThat(live(x)).containsExactly(1);
    assertThat(Float.floatToRawIntBits(x.constantValues[0])).isZero();
    assertThat(Float.floatToRawIntBits(x.constantValues[2])).isEqualTo(0x80000000);
  }

  @Test
  void
      a_nan_among_numbers_varies_and_one_in_every_lane_is_a_constant_so_that_both_reach_the_loss() {
    Inputs x = block(64, 3, _ -> true);
    Lanes.fill(x.lanes, 0, Float.NaN);
    x.lanes[Lanes.at(1) + 3] = Float.NaN;
    x.analyse();
    assertThat(live(x)).containsExactly(1);
    assertThat(x.constantValues[0]).isNaN();
  }

  @Test
  void another_block_leaves_nothing_of_the_one_before() {
    Inputs x = block(60, 30, i -> i % 2 == 0);
    for (int i = 0; i < 30; i++) {
      Lanes.fill(x.lanes, i, i);
    }
    x.lanes[Lanes.at(8) + 5] = -1;
    x.analyse();
    assertThat(live(x)).containsExactly(8);
    assertThat(x.constantCount()).isEqualTo(29);
    assertThat(x.constant[8]).isEqualTo(9);
    assertThat(x.constantValues[9]).isEqualTo(9);
  }

  private static int[] live(Inputs x) {
    return Arrays.copyOf(x.live, x.liveCount());
  }
}
