package dev.tombola.ticket;

import dev.tombola.UserException;
import dev.tombola.format.FileBytes;
import dev.tombola.format.Json;
import dev.tombola.format.NetworkJson;
import dev.tombola.format.Safetensors;
import dev.tombola.format.Safetensors.Tensor;
import dev.tombola.format.WeightTensors;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Weights;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A ticket as one file: a safetensors file with the mask bit-packed, the survivors' values at the
/// rewind point and after training, and in its metadata the network and all that is known of how
/// the ticket was drawn and what was proven.
///
/// @param mask which weights are kept
/// @param start values at the rewind point, pruned weights zero; null in a file that is only for
///   prediction
/// @param trained values after training, pruned weights zero
/// @param precision of the trained weights in the file; where it is not float32, `trained` are the
///   values that the file makes of them once it was read, and there is no `start`
/// @param input how the network wants its examples
/// @param about further metadata, JSON by key; whoever wrote it reads it
public record TicketFile(
    Network network,
    Mask mask,
    @Nullable Weights start,
    Weights trained,
    Precision precision,
    Input input,
    SequencedMap<String, String> about) {
  private static final String START = "start.";
  private static final String TRAINED = "trained.";
  private static final String MASK = "mask.";
  private static final String SCALE = "input.scale";
  private static final String SHIFT = "input.shift";
  private static final String NETWORK = "network";
  private static final String CLASSES = "classes";

  /// Metadata that is read here, in the order in which it is written.
  private static final List<String> OWN_KEYS =
      Stream.concat(Seal.KEYS.stream(), Stream.of(NETWORK, CLASSES)).toList();

  /// @throws IllegalArgumentException when the parts do not fit together, a value is not finite, or
  ///   a pruned one is not zero
  public TicketFile {
    TicketRules.check(network, mask);
    TicketRules.check(network, input);
    TicketRules.check(TRAINED, network, mask, trained);
    if (start != null) {
      TicketRules.check(START, network, mask, start);
      if (precision != Precision.FLOAT32) {
        throw new IllegalArgumentException("a ticket with a start has its weights in float32");
      }
    }
    for (String key : OWN_KEYS) {
      if (about.containsKey(key)) {
        throw new IllegalArgumentException("the metadata's key " + key + " is the format's own");
      }
    }
    about = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(about));
  }

  /// One whose trained weights are kept in float32.
  public TicketFile(
      Network network,
      Mask mask,
      @Nullable Weights start,
      Weights trained,
      Input input,
      SequencedMap<String, String> about) {
    this(network, mask, start, trained, Precision.FLOAT32, input, about);
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
    if (precision == Precision.INT8) {
      Int8Rows.narrow(tensors, TRAINED, network, mask);
    }
    WeightTensors.put(tensors, MASK, mask);
    SequencedMap<String, String> metadata = new LinkedHashMap<>();
    metadata.put(NETWORK, NetworkJson.write(network));
    metadata.put(CLASSES, Json.write(input.classNames()));
    metadata.putAll(about);
    return Seal.seal(new Safetensors(tensors, metadata));
  }

  /// Whether a file begins as a ticket of any version does; what follows may be damaged.
  public static boolean isOne(Path path) {
    return Files.isRegularFile(path) && Seal.begins(beginning(path));
  }

  /// Whether a safetensors file is a ticket of any version.
  public static boolean isOne(Safetensors file) {
    return Seal.isOn(file);
  }

  private static byte[] beginning(Path path) {
    try (InputStream file = Files.newInputStream(path)) {
      return file.readNBytes(Seal.BEGINNING);
    } catch (IOException e) {
      throw new UserException(path + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /// Reads a ticket.
  ///
  /// @throws UserException when there is no such file, or it is not what the format asks
  public static TicketFile read(Path path) {
    if (Files.isRegularFile(path)) {
      Seal.checkBeginning(beginning(path), path.toString());
    }
    if (Files.isDirectory(path)) {
      throw new UserException(
          path + ": a folder; `tombola ticket export` writes a ticket from a run directory");
    }
    return decode(FileBytes.of(path), path.toString());
  }

  /// Reads the bytes of a file called `name`. What is read is exactly what [#encode] would write:
  /// sizes are compared before anything is made of them, and there is one form for everything.
  ///
  /// @throws UserException when they are not what the format asks
  public static TicketFile decode(byte[] file, String name) {
    Seal.check(file, name);
    Safetensors tensors = Safetensors.decode(file, name);
    try {
      if (!tensors.hasHeaderOf(file)) {
        throw new IllegalArgumentException("its header is not in the form that is written");
      }
      return decode(tensors);
    } catch (IllegalArgumentException e) {
      throw new UserException(name + ": not a valid ticket: " + e.getMessage(), e);
    } catch (ArithmeticException e) {
      throw new UserException(name + ": not a valid ticket: a size in it is beyond all measure", e);
    }
  }

  private static TicketFile decode(Safetensors file) {
    SequencedMap<String, String> metadata = file.metadata();
    if (!metadata.keySet().stream().limit(OWN_KEYS.size()).toList().equals(OWN_KEYS)) {
      throw new IllegalArgumentException(
          "its metadata does not begin with " + String.join(", ", OWN_KEYS));
    }
    SequencedMap<String, String> about = new LinkedHashMap<>(metadata);
    OWN_KEYS.forEach(about::remove);
    Network network = network(metadata.getOrDefault(NETWORK, ""));
    List<String> classNames = classNames(metadata.getOrDefault(CLASSES, ""));
    Mask mask = WeightTensors.mask(file, MASK, network);
    boolean hasStart =
        file.tensors().keySet().stream().limit(1).anyMatch(name -> name.startsWith(START));
    boolean int8 = Int8Rows.areIn(file);
    if (!List.copyOf(file.tensors().keySet()).equals(names(network, mask, hasStart, int8))) {
      throw new IllegalArgumentException("its tensors are not those of its network, in order");
    }
    return new TicketFile(
        network,
        mask,
        hasStart ? WeightTensors.weights(file, START, network, mask) : null,
        WeightTensors.weights(
            int8 ? Int8Rows.widen(file, TRAINED, network, mask) : file, TRAINED, network, mask),
        int8 ? Precision.INT8 : Precision.FLOAT32,
        new Input(numbers(file.tensor(SCALE)), numbers(file.tensor(SHIFT)), classNames),
        about);
  }

  private static Network network(String json) {
    Network network = NetworkJson.read(json);
    if (!NetworkJson.write(network).equals(json)) {
      throw new IllegalArgumentException("its network is not in the form that is written");
    }
    return network;
  }

  private static List<String> classNames(String json) {
    List<String> names = Json.texts(json);
    if (!Json.write(names).equals(json)) {
      throw new IllegalArgumentException("its classes are not in the form that is written");
    }
    return names;
  }

  private static List<String> names(Network network, Mask mask, boolean hasStart, boolean int8) {
    List<String> names = new ArrayList<>();
    if (hasStart) {
      names.addAll(WeightTensors.names(START, network, mask));
    }
    names.addAll(WeightTensors.names(TRAINED, network, mask));
    names.add(SCALE);
    names.add(SHIFT);
    if (int8) {
      Int8Rows.narrow(names, TRAINED, network, mask);
    }
    network.prunable().forEach(weight -> names.add(MASK + weight.name()));
    return names;
  }

  private static float[] numbers(Tensor tensor) {
    if (tensor.shape().size() != 1) {
      throw new IllegalArgumentException("its input has pairs of another shape than a list");
    }
    return tensor.floats();
  }
}
