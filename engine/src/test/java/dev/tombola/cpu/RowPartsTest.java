package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.nn.Layer;
import dev.tombola.nn.Network;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RowPartsTest {
  @ParameterizedTest
  @CsvSource({
    "1, 1, 1.0, 20, 1",
    "3, 784, 1.0, 20, 7",
    "3, 784, 1.0, 48, 7",
    "10, 784, 0.1, 20, 3",
    "10, 784, 0.01, 20, 1",
    "7, 300, 0.0, 20, 1",
    "5, 128, 1.0, 20, 1",
    "5, 129, 1.0, 20, 2",
    "4, 300, 0.5, 1, 3"
  })
  void parts_take_the_entries_of_every_row_in_order(
      int outputs, int inputs, double density, int least, int count) {
    Layer.Dense layer = new Layer.Dense("fc1", inputs, outputs);
    Network network = new Network(List.of(layer));
    int[] survivors =
        TestNetworks.randomMask(network, density, 3).indices(network.prunable().getFirst());
    RowParts rows = new RowParts(layer, survivors, least);
    assertThat(rows.count).isEqualTo(count);
    int entry = 0;
    for (int row = 0; row < outputs; row++) {
      assertThat(rows.first(row)).isEqualTo(entry);
      for (int part = 0; part < count; part++) {
        assertThat(rows.cut(row, part)).isEqualTo(entry);
        for (; entry < rows.cut(row, part + 1); entry++) {
          int input = survivors[entry] - row * inputs;
          assertThat(input).isBetween(inputs * part / count, inputs * (part + 1) / count - 1);
        }
      }
    }
    assertThat(entry).isEqualTo(survivors.length);
  }

  @Test
  void a_part_of_a_dense_enough_row_spans_no_more_inputs_than_the_cache_holds() {
    int[] every = new int[1000];
    for (int i = 0; i < every.length; i++) {
      every[i] = i;
    }
    RowParts rows = new RowParts(new Layer.Dense("fc1", 1000, 1), every, 20);
    for (int part = 0; part < rows.count; part++) {
      assertThat(rows.cut(0, part + 1) - rows.cut(0, part)).isBetween(100, 128);
    }
  }

  @Test
  void empty_rows_have_empty_parts() {
    int[] lastRowOnly = new int[300];
    for (int i = 0; i < lastRowOnly.length; i++) {
      lastRowOnly[i] = 600 + i;
    }
    RowParts rows = new RowParts(new Layer.Dense("fc1", 300, 3), lastRowOnly, 20);
    assertThat(rows.count).isEqualTo(3);
    assertThat(rows.cuts).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 100, 200, 300);
  }
}
