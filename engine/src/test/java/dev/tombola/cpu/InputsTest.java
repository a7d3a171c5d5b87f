package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.data.Examples;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class InputsTest {
  /// A block in which the features of `constant` do not vary, with other numbers in the lanes that
  /// are not in use.
  static Inputs block(int examples, int features, IntPredicate constant) {
    Inputs x = new Inputs(features);
    float[] drawn = TestNetworks.gaussians(features * Lanes.COUNT, "x");
    for (int i = 0; i < features; i++) {
      for (int lane = 0; lane < Lanes.COUNT; lane++) {
        int at = i * Lanes.COUNT + lane;
        x.lanes[at] = lane >= examples ? 123 + lane : constant.test(i) ? i % 2 - 0.42f : drawn[at];
      }
    }
    x.analyse(examples);
    return x;
  }

  @ParameterizedTest
  @CsvSource({"2, 1", "2, 17", "17, 16", "60, 33", "63, 5", "64, 100"})
  void features_that_vary_stand_side_by_side_in_padded_rows(int examples, int features) {
    Inputs x = block(examples, features, i -> i % 3 == 1);
    int[] live = IntStream.range(0, features).filter(i -> i % 3 != 1).toArray();
    assertThat(Arrays.copyOf(x.live, x.liveCount())).containsExactly(live);
    assertThat(x.allVary()).isEqualTo(features == 1);
    assertThat(x.rowStride()).isEqualTo((live.length + 15) / 16 * 16);
    float[] rows = x.rows();
    for (int n = 0; n < examples; n++) {
      for (int j = 0; j < x.rowStride(); j++) {
        float expected = j < live.length ? x.lanes[live[j] * Lanes.COUNT + n] : 0;
        assertThat(rows[n * x.rowStride() + j]).as("[%d][%d]", n, j).isEqualTo(expected);
      }
    }
    for (int i = 0; i < x.constant.length; i++) {
      boolean constant = i < features && i % 3 == 1;
      assertThat(x.constant[i]).isEqualTo(constant ? i % 2 - 0.42f : 0);
    }
  }

  @Test
  void nothing_varies_over_a_single_example() {
    Inputs x = block(1, 20, _ -> false);
    assertThat(x.liveCount()).isZero();
    assertThat(x.rowStride()).isZero();
    for (int i = 0; i < 20; i++) {
      assertThat(x.constant[i]).isEqualTo(x.lanes[i * Lanes.COUNT]);
    }
  }

  @Test
  void a_difference_in_the_last_example_alone_is_seen() {
    Inputs x = block(60, 4, _ -> true);
    x.lanes[2 * Lanes.COUNT + 59] += 1;
    x.lanes[3 * Lanes.COUNT + 60] += 1;
    x.analyse(60);
    assertThat(Arrays.copyOf(x.live, x.liveCount())).containsExactly(2);
  }

  @Test
  void a_nan_always_varies_so_that_it_reaches_the_loss() {
    Inputs x = block(5, 3, _ -> true);
    Arrays.fill(x.lanes, 0, 5, Float.NaN);
    x.lanes[Lanes.COUNT + 3] = Float.NaN;
    x.analyse(5);
    assertThat(Arrays.copyOf(x.live, x.liveCount())).containsExactly(0, 1);
    assertThat(x.constant[0]).isZero();
  }

  @Test
  void another_block_leaves_nothing_of_the_one_before() {
    Examples examples = TestNetworks.examples(61, 11, 3, 2);
    int[] order = IntStream.range(0, 61).toArray();
    float[] scratch = new float[Lanes.COUNT * 16];
    Inputs x = new Inputs(11);
    x.fill(examples, order, 0, 61, scratch);
    assertThat(Arrays.copyOf(x.live, x.liveCount())).containsExactly(1, 2, 3, 4, 6, 7, 8, 9);
    assertThat(x.constant[0]).isEqualTo(-0.42f);
    assertThat(x.constant[1]).isZero();
    x.rows();
    x.fill(examples, order, 60, 1, scratch);
    assertThat(x.liveCount()).isZero();
    x.fill(examples, order, 10, 7, scratch);
    assertThat(x.liveCount()).isEqualTo(8);
    assertThat(x.examples()).isEqualTo(7);
    float[] row = new float[11];
    examples.copy(16, row, 0);
    for (int j = 0; j < 8; j++) {
      assertThat(x.rows()[6 * 16 + j]).isEqualTo(row[x.live[j]]);
    }
  }
}
