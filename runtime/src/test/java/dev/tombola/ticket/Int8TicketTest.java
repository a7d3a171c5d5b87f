package dev.tombola.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tombola.UserException;
import dev.tombola.format.Safetensors;
import dev.tombola.format.Safetensors.Tensor;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/// Tickets whose trained weights have eight bits.
final class Int8TicketTest {
  private static final TicketFile WHOLE = SomeTickets.mlp();

  @Test
  void weights_come_back_to_within_half_a_step_of_their_row_and_all_else_as_it_was() {
    TicketFile read = TicketFile.decode(int8(WHOLE.trained()).encode(), "small.ticket");

    assertThat(read.precision()).isEqualTo(Precision.INT8);
    assertThat(read.start()).isNull();
    assertThat(read.mask()).isEqualTo(WHOLE.mask());
    for (Parameter parameter : WHOLE.network().parameters()) {
      float[] before = WHOLE.trained().values(parameter);
      float[] after = read.trained().values(parameter);
      if (!parameter.prunable()) {
        assertThat(after).isEqualTo(before);
        continue;
      }
      int row = parameter.shape().getLast();
      for (int i = 0; i < before.length; i++) {
        float greatest = 0;
        for (int j = i / row * row; j < (i / row + 1) * row; j++) {
          greatest = Math.max(greatest, Math.abs(before[j]));
        }
        assertThat(after[i]).isCloseTo(before[i], within(greatest / 127 * 0.501f));
        if (!WHOLE.mask().keeps(parameter, i)) {
          assertThat(Float.floatToRawIntBits(after[i])).isZero();
        }
      }
    }
  }

  @Test
  void what_was_read_makes_the_same_file_again() {
    byte[] bytes = int8(WHOLE.trained()).encode();
    assertThat(TicketFile.decode(bytes, "small.ticket").encode()).isEqualTo(bytes);
  }

  @Test
  void a_weight_takes_a_byte_and_a_row_a_scale() {
    Safetensors file = Safetensors.decode(int8(WHOLE.trained()).encode(), "small.ticket");
    for (Parameter parameter : WHOLE.network().prunable()) {
      boolean pruned = WHOLE.mask().survivors(parameter) < parameter.size();
      Tensor weights = file.tensor("trained." + parameter.name() + (pruned ? ".survivors" : ""));
      assertThat(weights.dtype()).isEqualTo("I8");
      assertThat(weights.bytes().remaining()).isEqualTo(WHOLE.mask().survivors(parameter));
      assertThat(file.tensor("trained." + parameter.name() + ".scale").shape())
          .containsExactly((long) parameter.shape().getFirst());
    }
    assertThat(file.tensor("trained.fc1.bias").dtype()).isEqualTo("F32");
  }

  @Test
  void a_layer_that_is_not_pruned_keeps_its_shape() {
    Mask dense = Mask.dense(WHOLE.network());
    TicketFile ticket =
        new TicketFile(
            WHOLE.network(),
            dense,
            null,
            WHOLE.trained(),
            Precision.INT8,
            WHOLE.input(),
            WHOLE.about());
    byte[] bytes = ticket.encode();
    assertThat(Safetensors.decode(bytes, "small.ticket").tensor("trained.fc1.weight").shape())
        .containsExactly(5L, 7L);
    assertThat(TicketFile.decode(bytes, "small.ticket").encode()).isEqualTo(bytes);
  }

  @Test
  void rows_of_zeros_and_of_the_least_and_greatest_floats_come_back() {
    Parameter fc2 = WHOLE.network().prunable().getLast();
    for (float value : new float[] {0, Float.MIN_VALUE, 0x1p-99f, Float.MAX_VALUE}) {
      float[] values = new float[fc2.size()];
      java.util.Arrays.fill(values, value);
      Weights trained = WHOLE.trained().with(fc2.name(), values).masked(WHOLE.mask());
      TicketFile read = TicketFile.decode(int8(trained).encode(), "small.ticket");
      for (int index : WHOLE.mask().indices(fc2)) {
        assertThat(read.trained().values(fc2)[index])
            .isCloseTo(value, within(Math.max(value * 1e-5f, Float.MIN_VALUE)));
      }
    }
  }

  @Test
  void values_that_cannot_be_are_refused() {
    String weights = "trained.fc1.weight.survivors";
    String scale = "trained.fc1.weight.scale";
    Safetensors file = Safetensors.decode(int8(WHOLE.trained()).encode(), "small.ticket");
    Tensor bytes = file.tensor(weights);
    byte[] least = bytes.toBytes();
    least[0] = -128;
    float[] half = file.tensor(scale).floats();
    half[1] = Math.nextUp(half[1]);

    assertRefused(scale, Tensor.of(List.of(5), new float[] {1, 1, 1, Float.NaN, 1}), "fc1.weight");
    assertRefused(scale, Tensor.of(List.of(5), new float[] {-1, -1, -1, -1, -1}), "its scales");
    assertRefused(scale, Tensor.of(List.of(5), new float[5]), "a scale of zero");
    assertRefused(scale, Tensor.of(List.of(5), half), "its scales");
    assertRefused(scale, Tensor.of(List.of(4), new float[4]), "do not fit");
    assertRefused(weights, new Tensor("I8", bytes.shape(), ByteBuffer.wrap(least)), "its scales");
    assertRefused(
        weights, new Tensor("I8", List.of(1L), ByteBuffer.wrap(new byte[1])), "do not fit");
    assertRefused(
        weights, new Tensor("U8", bytes.shape(), ByteBuffer.wrap(bytes.toBytes())), "do not fit");
    assertRefused("more", bytes, "its tensors");
  }

  private static void assertRefused(String name, Tensor tensor, String words) {
    Safetensors file = Safetensors.decode(int8(WHOLE.trained()).encode(), "small.ticket");
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>(file.tensors());
    tensors.put(name, tensor);
    SequencedMap<String, String> metadata = new LinkedHashMap<>(file.metadata());
    Seal.KEYS.forEach(metadata::remove);
    byte[] changed = Seal.seal(new Safetensors(tensors, metadata));
    assertThatThrownBy(() -> TicketFile.decode(changed, "small.ticket"))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("small.ticket: not a valid ticket: ")
        .hasMessageContaining(words);
  }

  private static TicketFile int8(Weights trained) {
    return new TicketFile(
        WHOLE.network(), WHOLE.mask(), null, trained, Precision.INT8, WHOLE.input(), WHOLE.about());
  }
}
