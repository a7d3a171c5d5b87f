package dev.tombola.ship;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.data.UnlabelledData;
import dev.tombola.format.Safetensors;
import dev.tombola.nn.Activation;
import dev.tombola.nn.ImageShape;
import dev.tombola.nn.LeNet5;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.ticket.Input;
import dev.tombola.ticket.TicketFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StateDictTest {
  private static final TicketFile TICKET =
      SomeTickets.of(
          LeNet5.of(new ImageShape(1, 28, 28), 10),
          new Input(new float[] {2}, new float[] {-0.5f}, List.of()),
          0.1,
          3);

  @Test
  void safetensors_have_every_parameter_dense_by_pytorch_s_name_and_shape() {
    Safetensors file =
        Safetensors.decode(StateDict.safetensors(TICKET, false, "00ff"), "my.safetensors");

    assertThat(file.tensors().keySet())
        .containsExactlyElementsOf(TICKET.trained().names())
        .contains("conv1.weight", "conv1.bias", "fc1.weight");
    for (Parameter parameter : TICKET.network().parameters()) {
      Safetensors.Tensor tensor = file.tensor(parameter.name());
      assertThat(tensor.shape())
          .isEqualTo(parameter.shape().stream().map(Integer::longValue).toList());
      assertThat(tensor.floats()).isEqualTo(TICKET.trained().values(parameter));
    }
    assertThat(file.metadata())
        .containsEntry("format", "pt")
        .containsEntry("ticket.sha256", "00ff")
        .containsEntry("input.scale", "[2.0]")
        .containsEntry("input.shift", "[-0.5]");
  }

  @Test
  void pruned_weights_are_exactly_zero() {
    Safetensors file =
        Safetensors.decode(StateDict.safetensors(TICKET, false, "00ff"), "my.safetensors");
    for (Parameter parameter : TICKET.network().prunable()) {
      float[] values = file.tensor(parameter.name()).floats();
      for (int i = 0; i < values.length; i++) {
        if (!TICKET.mask().keeps(parameter, i)) {
          assertThat(Float.floatToRawIntBits(values[i])).isZero();
        }
      }
    }
  }

  @Test
  void with_masks_it_is_what_pytorch_s_pruning_keeps() {
    Safetensors file =
        Safetensors.decode(StateDict.safetensors(TICKET, true, "00ff"), "my.safetensors");
    assertThat(file.tensors().keySet())
        .contains("fc1.weight_orig", "fc1.weight_mask", "fc1.bias")
        .doesNotContain("fc1.weight");
    for (Parameter parameter : TICKET.network().prunable()) {
      float[] mask = file.tensor(parameter.name() + "_mask").floats();
      for (int i = 0; i < mask.length; i++) {
        assertThat(mask[i]).isEqualTo(TICKET.mask().keeps(parameter, i) ? 1f : 0f);
      }
    }
  }

  @Test
  void an_archive_has_the_same_arrays(@TempDir Path folder) throws IOException {
    Map<String, byte[]> arrays = arrays(StateDict.npz(TICKET, false, "00ff"));
    assertThat(arrays.keySet()).containsExactlyElementsOf(TICKET.trained().names());
    for (Parameter parameter : TICKET.network().parameters()) {
      byte[] array = arrays.get(parameter.name());
      float[] values = TICKET.trained().values(parameter);
      if (parameter.shape().size() > 1) {
        UnlabelledData read = UnlabelledData.read(Files.write(folder.resolve("x.npy"), array));
        assertThat(read.size()).isEqualTo(parameter.shape().getFirst());
        assertThat(read.shape()).isEqualTo(parameter.shape().subList(1, parameter.shape().size()));
        float[] found = new float[values.length];
        for (int row = 0; row < read.size(); row++) {
          read.copy(row, found, row * read.features());
        }
        assertThat(found).isEqualTo(values);
      } else {
        assertThat(new String(array, 10, 64, java.nio.charset.StandardCharsets.ISO_8859_1))
            .contains("'shape': (%d,)".formatted(values.length));
        float[] found = new float[values.length];
        int start = array.length - 4 * values.length;
        ByteBuffer.wrap(array, start, 4 * values.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer()
            .get(found);
        assertThat(start % 64).isZero();
        assertThat(found).isEqualTo(values);
      }
    }
  }

  @Test
  void the_same_ticket_gives_the_same_bytes() {
    assertThat(StateDict.npz(TICKET, true, "00ff")).isEqualTo(StateDict.npz(TICKET, true, "00ff"));
    Network network = Network.mlp(3, List.of(2), 2, Activation.RELU);
    TicketFile small = SomeTickets.of(network, Input.plain(), 0.5, 1);
    assertThat(StateDict.safetensors(small, false, "00ff"))
        .isEqualTo(StateDict.safetensors(small, false, "00ff"));
  }

  private static Map<String, byte[]> arrays(byte[] archive) throws IOException {
    Map<String, byte[]> arrays = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        arrays.put(entry.getName().replaceFirst("\\.npy$", ""), zip.readAllBytes());
      }
    }
    return arrays;
  }
}
