package dev.tombola.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A checkpoint as Python's safetensors writes it: tensors in the order of their names, the
/// header's JSON with a `format` of `pt`. Written by hand, not by the classes that read it.
final class ForeignCheckpoint {
  private final Map<String, Entry> entries = new TreeMap<>();

  private record Entry(String dtype, List<Integer> shape, ByteBuffer bytes) {}

  ForeignCheckpoint floats(String name, List<Integer> shape, float... values) {
    byte[] bytes = new byte[4 * values.length];
    littleEndian(bytes).asFloatBuffer().put(values);
    return raw(name, "F32", shape, bytes);
  }

  ForeignCheckpoint halves(String name, List<Integer> shape, float... values) {
    byte[] bytes = new byte[2 * values.length];
    ByteBuffer to = littleEndian(bytes);
    for (float value : values) {
      to.putShort(Float.floatToFloat16(value));
    }
    return raw(name, "F16", shape, bytes);
  }

  /// @param bytes little-endian
  ForeignCheckpoint raw(String name, String dtype, List<Integer> shape, byte... bytes) {
    entries.put(name, new Entry(dtype, shape, ByteBuffer.wrap(bytes)));
    return this;
  }

  Path write(Path file) throws IOException {
    int[] at = new int[1];
    String tensors =
        entries.entrySet().stream()
            .map(entry -> {
              int from = at[0];
              at[0] += entry.getValue().bytes().remaining();
              return "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                  .formatted(
                      entry.getKey(),
                      entry.getValue().dtype(),
                      entry.getValue().shape(),
                      from,
                      at[0]);
            })
            .collect(Collectors.joining(","));
    StringBuilder header =
        new StringBuilder("{\"__metadata__\":{\"format\":\"pt\"},").append(tensors).append('}');
    header.repeat(' ', (8 - header.length() % 8) % 8);
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    byte[] bytes = new byte[8 + json.length + at[0]];
    ByteBuffer to = littleEndian(bytes).putLong(json.length).put(json);
    entries.values().forEach(entry -> to.put(entry.bytes().duplicate()));
    return Files.write(file, bytes);
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// `count` times this value.
  static float[] filled(int count, float value) {
    float[] values = new float[count];
    Arrays.fill(values, value);
    return values;
  }
}
