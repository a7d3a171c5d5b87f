package dev.tombola.ticket;

import dev.tombola.UserException;
import dev.tombola.format.Json;
import dev.tombola.format.NetworkJson;
import dev.tombola.format.Safetensors;
import dev.tombola.format.Safetensors.Tensor;
import dev.tombola.format.WeightTensors;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// A ticket as one file: a safetensors file with the mask bit-packed, the survivors' values at the
/// rewind point and after training, and in its metadata the network and all that is known of how
/// the ticket was drawn and what was proven.
///
/// @param mask which weights are kept
/// @param start values at the rewind point, pruned weights zero; null in a file that is only for
///   prediction
/// @param trained values after training, pruned weights zero
/// @param input how the network wants its examples
/// @param about further metadata, JSON by key; whoever wrote it reads it
public record TicketFile(
    Network network,
    Mask mask,
    @Nullable Weights start,
    Weights trained,
    Input input,
    SequencedMap<String, String> about) {
  private static final String START = "start.";
  private static final String TRAINED = "trained.";
  private static final String MASK = "mask.";
  private static final String SCALE = "input.scale";
  private static final String SHIFT = "input.shift";
  private static final String NETWORK = "network";
  private static final String CLASSES = "classes";

  public TicketFile {
    about = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(about));
  }

  /// The whole file; the same ticket always gives the same bytes.
  public byte[] encode() {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    if (start != null) {
      WeightTensors.put(tensors, START, start, network, mask);
    }
    WeightTensors.put(tensors, TRAINED, trained, network, mask);
    tensors.put(SCALE, Tensor.of(List.of(input.scale().length), input.scale()));
    tensors.put(SHIFT, Tensor.of(List.of(input.shift().length), input.shift()));
    WeightTensors.put(tensors, MASK, mask);
    SequencedMap<String, String> metadata = new LinkedHashMap<>();
    metadata.put(NETWORK, NetworkJson.write(network));
    metadata.put(CLASSES, Json.write(input.classNames()));
    metadata.putAll(about);
    return Seal.seal(new Safetensors(tensors, metadata));
  }

  /// Reads a ticket.
  ///
  /// @throws UserException when there is no such file, or it is not what the format asks
  public static TicketFile read(Path path) {
    try {
      return decode(Files.readAllBytes(path), path.toString());
    } catch (NoSuchFileException e) {
      throw new UserException(path + ": there is no such file", e);
    } catch (IOException e) {
      throw new UserException(path + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /// Reads the bytes of a file called `name`.
  public static TicketFile decode(byte[] file, String name) {
    Seal.check(file, name);
    Safetensors tensors = Safetensors.decode(file, name);
    try {
      return decode(tensors);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new UserException(name + ": not a valid ticket: " + e.getMessage(), e);
    }
  }

  private static TicketFile decode(Safetensors file) {
    SequencedMap<String, String> about = new LinkedHashMap<>(file.metadata());
    Seal.KEYS.forEach(about::remove);
    String layers = about.remove(NETWORK);
    if (layers == null) {
      throw new IllegalArgumentException("it does not say which network it is of");
    }
    Network network = NetworkJson.read(layers);
    List<String> classNames = classNames(about.remove(CLASSES));
    Mask mask = WeightTensors.mask(file, MASK, network);
    boolean hasStart = file.tensors().keySet().stream().anyMatch(name -> name.startsWith(START));
    return new TicketFile(
        network,
        mask,
        hasStart ? WeightTensors.weights(file, START, network, mask) : null,
        WeightTensors.weights(file, TRAINED, network, mask),
        new Input(file.tensor(SCALE).floats(), file.tensor(SHIFT).floats(), classNames),
        about);
  }

  private static List<String> classNames(@Nullable String json) {
    if (json != null
        && Json.read(json) instanceof List<?> list
        && list.stream().allMatch(String.class::isInstance)) {
      return list.stream().map(String.class::cast).toList();
    }
    throw new IllegalArgumentException("its classes are no list of names");
  }
}
