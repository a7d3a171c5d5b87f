package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.nn.ImageShape;
import java.util.BitSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlanesTest {
  private static final int CACHE_LINE = 64;

  /// Bytes of an array before its elements.
  private static final int HEADER = 16;

  @ParameterizedTest
  @CsvSource({"1, 1, 1, 0", "3, 32, 32, 1", "5, 7, 4, 2", "8, 6, 8, 1", "16, 3, 5, 3"})
  void every_position_has_lanes_of_its_own_and_begins_a_cache_line(
      int channels, int height, int width, int halo) {
    Planes planes = new Planes(new ImageShape(channels, height, width), halo, 2);
    BitSet taken = new BitSet();
    for (int block = 0; block < 2; block++) {
      for (int c = 0; c < Planes.padded(channels); c++) {
        for (int y = -halo; y < height + halo; y++) {
          for (int x = -halo; x < width + halo; x++) {
            int at = planes.at(block, c, y, x);
            assertThat((HEADER + at * Float.BYTES) % CACHE_LINE).isZero();
            assertThat(at + Planes.LANES).isLessThanOrEqualTo(planes.lanes.length);
            assertThat(taken.get(at)).isFalse();
            taken.set(at);
          }
        }
      }
    }
    assertThat(planes.channel / Planes.LANES % 2).isOne();
    assertThat(planes.row / Planes.LANES % 2).isOne();
    assertThat(planes.lanes.length).isGreaterThanOrEqualTo(Regions.OWN_REGION);
  }

  @ParameterizedTest
  @CsvSource({"1, 8", "8, 8", "9, 16", "64, 64"})
  void channels_are_padded_to_eight(int channels, int padded) {
    assertThat(Planes.padded(channels)).isEqualTo(padded);
  }
}
