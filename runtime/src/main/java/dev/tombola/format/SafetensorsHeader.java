package dev.tombola.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// The header of a safetensors file: a JSON object from each tensor's name to its type, shape and
/// place.
final class SafetensorsHeader {
  private static final String METADATA = "__metadata__";

  private SafetensorsHeader() {}

  static int elementSize(String dtype) {
    return switch (dtype) {
      case "BOOL", "U8", "I8", "F8_E5M2", "F8_E4M3" -> 1;
      case "U16", "I16", "F16", "BF16" -> 2;
      case "U32", "I32", "F32" -> 4;
      case "U64", "I64", "F64" -> 8;
      default -> throw new IllegalArgumentException("unknown tensor type " + dtype);
    };
  }

  static String encode(Safetensors file) {
    SequencedMap<String, Object> header = new LinkedHashMap<>();
    if (!file.metadata().isEmpty()) {
      header.put(METADATA, file.metadata());
    }
    long at = 0;
    for (Map.Entry<String, Safetensors.Tensor> entry : file.tensors().entrySet()) {
      Safetensors.Tensor tensor = entry.getValue();
      long end = at + tensor.bytes().remaining();
      SequencedMap<String, Object> place = new LinkedHashMap<>();
      place.put("dtype", tensor.dtype());
      place.put("shape", tensor.shape());
      place.put("data_offsets", List.of(at, end));
      header.put(entry.getKey(), place);
      at = end;
    }
    StringBuilder json = new StringBuilder(Json.write(header));
    int bytes = json.toString().getBytes(StandardCharsets.UTF_8).length;
    return json.repeat(' ', (8 - bytes % 8) % 8).toString();
  }

  /// @param data the bytes after the header
  static Safetensors decode(String header, ByteBuffer data) {
    SequencedMap<String, Safetensors.Tensor> tensors = new LinkedHashMap<>();
    SequencedMap<String, String> metadata = new LinkedHashMap<>();
    long next = 0;
    for (Map.Entry<String, Object> entry : object(Json.read(header), "the header").entrySet()) {
      if (entry.getKey().equals(METADATA)) {
        object(entry.getValue(), METADATA)
            .forEach((key, value) -> metadata.put(key, text(value, key)));
        continue;
      }
      Map<String, Object> place = object(entry.getValue(), entry.getKey());
      List<Long> offsets = numbers(place.get("data_offsets"), entry.getKey() + ".data_offsets");
      if (offsets.size() != 2
          || offsets.get(0) != next
          || offsets.get(1) < next
          || offsets.get(1) > data.capacity()) {
        throw new IllegalArgumentException(
            "%s lies at %s, but the next free byte is %d of %d"
                .formatted(entry.getKey(), offsets, next, data.capacity()));
      }
      next = offsets.get(1);
      tensors.put(
          entry.getKey(),
          new Safetensors.Tensor(
              text(place.get("dtype"), entry.getKey() + ".dtype"),
              numbers(place.get("shape"), entry.getKey() + ".shape"),
              data.slice(offsets.get(0).intValue(), (int) (offsets.get(1) - offsets.get(0)))));
    }
    if (next != data.capacity()) {
      throw new IllegalArgumentException(
          "%d bytes after the last tensor belong to none".formatted(data.capacity() - next));
    }
    return new Safetensors(tensors, metadata);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> object(Object value, String what) {
    if (value instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw new IllegalArgumentException(what + " is not an object");
  }

  private static String text(@Nullable Object value, String what) {
    if (value instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(what + " is not a text");
  }

  private static List<Long> numbers(@Nullable Object value, String what) {
    if (value instanceof List<?> list && list.stream().allMatch(Long.class::isInstance)) {
      List<Long> numbers = list.stream().map(Long.class::cast).toList();
      if (numbers.stream().allMatch(number -> number >= 0)) {
        return numbers;
      }
    }
    throw new IllegalArgumentException(what + " is not a list of whole numbers");
  }
}
