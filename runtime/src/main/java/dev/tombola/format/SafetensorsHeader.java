package dev.tombola.format;

import dev.tombola.format.Safetensors.Tensor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
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
      default ->
          throw new IllegalArgumentException("unknown tensor type \"" + Excerpt.of(dtype) + "\"");
    };
  }

  static byte[] encode(Safetensors file) {
    StringBuilder json = new StringBuilder(length(file)).append('{');
    if (!file.metadata().isEmpty()) {
      json.append('"').append(METADATA).append("\":");
      Json.write(file.metadata(), json);
    }
    long at = 0;
    for (Map.Entry<String, Tensor> entry : file.tensors().entrySet()) {
      Tensor tensor = entry.getValue();
      long end = at + tensor.bytes().remaining();
      if (json.length() > 1) {
        json.append(',');
      }
      Json.quote(entry.getKey(), json);
      json.append(":{\"dtype\":\"").append(tensor.dtype()).append("\",\"shape\":[");
      String comma = "";
      for (long size : tensor.shape()) {
        json.append(comma).append(size);
        comma = ",";
      }
      json.append("],\"data_offsets\":[").append(at).append(',').append(end).append("]}");
      at = end;
    }
    byte[] text = json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    byte[] padded = Arrays.copyOf(text, Math.ceilDiv(text.length, 8) * 8);
    Arrays.fill(padded, text.length, padded.length, (byte) ' ');
    return padded;
  }

  /// About how long the header is, lest the builder be copied again and again.
  private static int length(Safetensors file) {
    return 100 * (1 + file.tensors().size())
        + file.metadata().values().stream().mapToInt(String::length).sum();
  }

  /// Where a tensor lies among the data: bytes `from` to `to`.
  private record Place(String name, String dtype, List<Long> shape, long from, long to) {
    int length() {
      return (int) (to - from);
    }
  }

  /// Tensors may be listed in any order, which is lost: they come in that of their bytes. Keys of a
  /// tensor that mean nothing here are passed over, as the reference reader does.
  ///
  /// @param data the bytes after the header
  static Safetensors decode(String header, ByteBuffer data) {
    List<Place> places = new ArrayList<>();
    SequencedMap<String, String> metadata = new LinkedHashMap<>();
    read(header, places, metadata);
    places.sort(Comparator.comparingLong(Place::from).thenComparingLong(Place::to));
    long next = 0;
    for (Place place : places) {
      if (place.from != next || place.to < next || place.to > data.capacity()) {
        throw new IllegalArgumentException(
            "%s lies at %d to %d, but the next free byte is %d of %d"
                .formatted(Excerpt.of(place.name), place.from, place.to, next, data.capacity()));
      }
      next = place.to;
    }
    if (next != data.capacity()) {
      throw new IllegalArgumentException(
          "%d bytes after the last tensor belong to none".formatted(data.capacity() - next));
    }
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    for (Place place : places) {
      ByteBuffer bytes = data.slice((int) place.from, place.length());
      put(tensors, place.name, new Tensor(place.dtype, place.shape, bytes));
    }
    return new Safetensors(tensors, metadata);
  }

  private static void read(String header, List<Place> places, Map<String, String> metadata) {
    JsonReader json = new JsonReader(header);
    boolean[] described = {false};
    json.object(name -> {
      if (!name.equals(METADATA)) {
        places.add(place(json, name));
      } else if (described[0]) {
        throw twice(METADATA);
      } else {
        described[0] = true;
        json.object(key -> put(metadata, key, json.string()));
      }
    });
    json.end();
  }

  /// What the header says of one tensor.
  private static final class Entry {
    private @Nullable String dtype;
    private @Nullable List<Long> shape;
    private @Nullable List<Long> offsets;
  }

  private static Place place(JsonReader json, String name) {
    Entry entry = new Entry();
    json.object(key -> {
      switch (key) {
        case "dtype" -> entry.dtype = once(entry.dtype, key, json.string());
        case "shape" -> entry.shape = once(entry.shape, key, numbers(json, name));
        case "data_offsets" -> entry.offsets = once(entry.offsets, key, numbers(json, name));
        default -> json.skip();
      }
    });
    if (entry.dtype == null
        || entry.shape == null
        || entry.offsets == null
        || entry.offsets.size() != 2) {
      throw new IllegalArgumentException(
          Excerpt.of(name) + " needs a dtype, a shape and two data_offsets");
    }
    return new Place(
        name, entry.dtype, entry.shape, entry.offsets.getFirst(), entry.offsets.getLast());
  }

  private static <T> T once(@Nullable T before, String key, T value) {
    if (before != null) {
      throw twice(key);
    }
    return value;
  }

  private static <T> void put(Map<String, T> map, String key, T value) {
    if (map.put(key, value) != null) {
      throw twice(key);
    }
  }

  private static IllegalArgumentException twice(String key) {
    return new IllegalArgumentException("\"" + Excerpt.of(key) + "\" stands twice in its header");
  }

  private static List<Long> numbers(JsonReader json, String name) {
    List<Long> numbers = new ArrayList<>();
    json.list(() -> {
      if (!(json.number() instanceof Long number) || number < 0) {
        throw new IllegalArgumentException(
            "the shape and data_offsets of %s are lists of whole numbers"
                .formatted(Excerpt.of(name)));
      }
      numbers.add(number);
    });
    return numbers;
  }
}
