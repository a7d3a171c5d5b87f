package dev.tombola.experiment;

import static dev.tombola.experiment.SpecRules.require;

import dev.tombola.UserException;
import dev.tombola.data.DataDirectory;
import dev.tombola.data.NearestName;
import dev.tombola.format.Elements;
import dev.tombola.format.Safetensors;
import dev.tombola.format.Safetensors.Tensor;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import dev.tombola.ticket.TicketFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A network's weights from a safetensors file that another program wrote.
///
/// Its tensors have to be the network's parameters, by PyTorch's names and shapes, each and no
/// others, in any floating-point type. What batch normalisation counts (`num_batches_tracked`) is
/// left out, and so are beginnings that all names share because the network was wrapped in another
/// module. What is called otherwise is renamed as `start.names` says.
final class ForeignCheckpoint {
  /// Of `torch.nn.DataParallel`, `torch.compile`, and what many call a network in their own.
  private static final List<String> WRAPPERS = List.of("module.", "_orig_mod.", "model.");

  private static final String COUNTER = "num_batches_tracked";
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private final String file;
  private final Network network;
  private final Map<String, Tensor> tensors;

  private ForeignCheckpoint(String file, Network network, Map<String, Tensor> tensors) {
    this.file = file;
    this.network = network;
    this.tensors = tensors;
  }

  /// @throws UserException when there is no such file, or it is not of this network
  static Weights weights(StartSpec.Checkpoint start, Network network, DataDirectory where) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Safetensors file = where.checkpoint("start.file", start.file());
    require(
        !TicketFile.isOne(file),
        "start.file: %s is a ticket; `tombola ticket convert --to safetensors` makes a checkpoint of it"
            .formatted(start.file()));
    file.tensors()
        .forEach((name, tensor) -> {
          if (!name.equals(COUNTER) && !name.endsWith("." + COUNTER)) {
            tensors.put(name, tensor);
          }
        });
    String wrapper = wrapper(tensors.keySet());
    Map<String, String> names = new LinkedHashMap<>();
    start.names().forEach((from, to) -> names.put(without(wrapper, from), to));
    Map<String, Tensor> unwrapped = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> unwrapped.put(without(wrapper, name), tensor));
    return new ForeignCheckpoint(start.file(), network, unwrapped).renamed(names).weights();
  }

  /// The beginning that all names share; empty if they share none.
  private static String wrapper(Set<String> names) {
    String wrapper = "";
    boolean found = !names.isEmpty();
    while (found) {
      found = false;
      for (String word : WRAPPERS) {
        String longer = wrapper + word;
        if (names.stream().allMatch(name -> name.startsWith(longer))) {
          wrapper = longer;
          found = true;
        }
      }
    }
    return wrapper;
  }

  private static String without(String wrapper, String name) {
    return name.startsWith(wrapper) ? name.substring(wrapper.length()) : name;
  }

  /// With the names that the user gave; of several that fit a tensor the longest counts.
  private ForeignCheckpoint renamed(Map<String, String> names) {
    Map<String, Tensor> renamed = new LinkedHashMap<>();
    Set<String> unused = new TreeSet<>(names.keySet());
    tensors.forEach((name, tensor) -> {
      Optional<String> from =
          names.keySet().stream()
              .filter(begin -> name.equals(begin) || name.startsWith(begin + "."))
              .max(Comparator.comparingInt(String::length));
      String to = from.map(begin -> names.get(begin) + name.substring(begin.length())).orElse(name);
      from.ifPresent(unused::remove);
      require(
          renamed.put(to, tensor) == null,
          "start.names: two tensors of %s would be called %s; give each a name of its own"
              .formatted(file, to));
    });
    require(
        unused.isEmpty(),
        "start.names: no tensor of %s begins with \"%s\"; there are %s"
            .formatted(
                file, unused.stream().findFirst().orElse(""), NearestName.some(tensors.keySet())));
    return new ForeignCheckpoint(file, network, renamed);
  }

  private Weights weights() {
    List<String> wrong = differences();
    require(
        wrong.isEmpty(),
        "start.file: %s is not of this network: %s; %s"
            .formatted(file, String.join("; ", wrong), wayOut()));
    Map<String, float[]> values = new LinkedHashMap<>();
    for (Parameter parameter : network.parameters()) {
      values.put(parameter.name(), values(parameter));
    }
    return Weights.of(network.parameters(), values);
  }

  private List<String> differences() {
    List<Parameter> parameters = network.parameters();
    List<String> wrong = new ArrayList<>();
    List<String> missing =
        parameters.stream()
            .map(Parameter::name)
            .filter(name -> !tensors.containsKey(name))
            .toList();
    if (!missing.isEmpty()) {
      wrong.add("it lacks " + NearestName.some(missing));
    }
    List<String> extra = extra();
    if (!extra.isEmpty()) {
      wrong.add("it has also " + NearestName.some(extra));
    }
    List<String> shapes =
        parameters.stream()
            .filter(parameter -> tensors.containsKey(parameter.name()))
            .filter(parameter -> !shape(parameter).equals(shape(parameter.name())))
            .map(parameter ->
                "%s is %s instead of %s"
                    .formatted(parameter.name(), shape(parameter.name()), shape(parameter)))
            .toList();
    if (!shapes.isEmpty()) {
      wrong.add(NearestName.some(shapes));
    }
    return wrong;
  }

  private List<String> extra() {
    Set<String> known =
        network.parameters().stream().map(Parameter::name).collect(Collectors.toUnmodifiableSet());
    return tensors.keySet().stream().filter(name -> !known.contains(name)).toList();
  }

  private static String shape(Parameter parameter) {
    return parameter.shape().toString();
  }

  private String shape(String tensor) {
    return tensor(tensor).shape().toString();
  }

  private Tensor tensor(String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }

  private String wayOut() {
    if (tensors.keySet().stream().anyMatch(name -> name.endsWith("_mask"))) {
      return "save it without masks beside the weights, after torch.nn.utils.prune.remove";
    }
    String names = fitting();
    return names.isEmpty()
        ? "give the network that it is of, or say in start.names how its tensors are called there,"
            + " as {\"0\": fc1}"
        : "by their shapes they may be start.names=" + names;
  }

  /// The names under which the tensors would be the network's, if they may be by the shapes of its
  /// layers: of equal ones the first is the first, numbers in names counting as such. Empty if not.
  private String fitting() {
    Map<String, Map<String, String>> there =
        new TreeMap<>(Comparator.comparing(ForeignCheckpoint::padded));
    tensors.keySet().forEach(name -> put(there, name, shape(name)));
    Map<String, Map<String, String>> here = new LinkedHashMap<>();
    network.parameters().forEach(parameter -> put(here, parameter.name(), shape(parameter)));
    List<String> names = new ArrayList<>();
    for (Map.Entry<String, Map<String, String>> layer : here.entrySet()) {
      Optional<String> fits =
          there.entrySet().stream()
              .filter(entry -> entry.getValue().equals(layer.getValue()))
              .map(Map.Entry::getKey)
              .findFirst();
      if (fits.isEmpty()) {
        return "";
      }
      there.remove(fits.get());
      if (!fits.get().equals(layer.getKey())) {
        names.add("\"%s\": %s".formatted(fits.get(), layer.getKey()));
      }
    }
    return there.isEmpty() ? "{" + String.join(", ", names) + "}" : "";
  }

  private static void put(Map<String, Map<String, String>> layers, String name, String shape) {
    String layer = layer(name);
    layers.computeIfAbsent(layer, _ -> new TreeMap<>()).put(name.substring(layer.length()), shape);
  }

  /// `layer1.0.conv1` of `layer1.0.conv1.weight`; a name without dots is a layer's own.
  private static String layer(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  /// For comparing: `10` comes after `2`.
  private static String padded(String name) {
    return NUMBER
        .matcher(name)
        .replaceAll(
            number -> "0".repeat(Math.max(0, 9 - number.group().length())) + number.group());
  }

  private float[] values(Parameter parameter) {
    String name = parameter.name();
    Tensor tensor = tensor(name);
    require(
        Elements.areFloats(tensor.dtype()),
        "start.file: %s has %s of type %s; save it as float32"
            .formatted(file, name, tensor.dtype()));
    float[] values = Elements.of(tensor).floats();
    float least = parameter.role() == Parameter.Role.RUNNING_VARIANCE ? 0 : -Float.MAX_VALUE;
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] >= least && values[i] <= Float.MAX_VALUE)) {
        throw new UserException(
            "start.file: %s: %s[%d] is %s, of which no training can start; take a checkpoint from before it diverged"
                .formatted(file, name, i, values[i]));
      }
    }
    return values;
  }
}
