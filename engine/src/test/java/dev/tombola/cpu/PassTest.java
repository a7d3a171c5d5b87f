package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PassTest {
  private final Pass pass = new Pass();

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "15, 1, 15", "16, 1, 16", "17, 2, 1", "64, 4, 16", "75, 5, 11"})
  void all_lanes_are_in_use_but_for_those_of_the_last_block(int examples, int blocks, int inLast) {
    pass.begin(27, true); // of which nothing is to be left
    pass.begin(examples, true);
    assertThat(pass.blocks(Planes.LANES)).isEqualTo(blocks);
    for (int block = 0; block < blocks; block++) {
      int inUse = block < blocks - 1 ? Planes.LANES : inLast;
      for (int lane = 0; lane < Planes.LANES; lane++) {
        assertThat(pass.used(block)[lane]).isEqualTo(lane < inUse ? 1 : 0);
      }
    }
  }
}
