package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.nn.ImageShape;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Sums over slots, bit for bit by the one fixed tree.
final class FoldingTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 7, 8, 9, 15, 16})
  void any_number_of_vectors_folds_to_what_the_tree_gives_each(int count) {
    float[] slots = DenseKernelsTest.nothing(ConvGradient.SCRATCH);
    System.arraycopy(TestNetworks.gaussians(16 * count, "slots"), 0, slots, 0, 16 * count);
    float[] before = slots.clone();
    Folding.sixteen(slots, count);
    for (int i = 0; i < count; i++) {
      float[] own = Arrays.copyOfRange(before, 16 * i, 16 * i + 16);
      assertThat(slots[Folding.SUMS + i])
          .isEqualTo(TestLanes.tree(own))
          .isEqualTo(Lanes.tree(before, 16 * i));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 3", "5, 4", "3, 17"})
  void a_plane_is_summed_slot_by_slot_without_its_halo(int height, int width) {
    Planes planes = new Planes(new ImageShape(3, height, width), 2, 2);
    float[] lanes = DenseKernelsTest.nothing(planes.lanes.length);
    float[] drawn = TestNetworks.gaussians(lanes.length, "plane");
    float[] slots = new float[Planes.LANES];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = planes.at(1, 2, y, x);
        for (int lane = 0; lane < Planes.LANES; lane++) {
          lanes[at + lane] = drawn[at + lane];
          slots[lane] += drawn[at + lane];
        }
      }
    }
    float[] scratch = DenseKernelsTest.nothing(Planes.LANES);
    assertThat(PlaneSums.sum(lanes, planes, 1, 2, scratch)).isEqualTo(TestLanes.tree(slots));
  }
}
