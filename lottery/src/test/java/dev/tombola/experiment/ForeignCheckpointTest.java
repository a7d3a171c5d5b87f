package dev.tombola.experiment;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tombola.UserException;
import dev.tombola.cpu.CpuEngine;
import dev.tombola.data.Affine;
import dev.tombola.data.DataDirectory;
import dev.tombola.data.Dataset;
import dev.tombola.data.Examples;
import dev.tombola.format.Safetensors;
import dev.tombola.format.Safetensors.Tensor;
import dev.tombola.format.WeightTensors;
import dev.tombola.nn.Activation;
import dev.tombola.nn.ImageShape;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.ResNet;
import dev.tombola.nn.Weights;
import dev.tombola.nn.Width;
import dev.tombola.random.Streams;
import dev.tombola.ticket.Input;
import dev.tombola.ticket.TicketFile;
import dev.tombola.train.Initialiser;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The two `pytorch-*.safetensors` were written by PyTorch 2.13 and safetensors 0.8.0:
///
/// ```
/// torch.manual_seed(7)
/// seq = nn.Sequential(nn.Linear(12, 16), nn.ReLU(), nn.Linear(16, 8), nn.ReLU(), nn.Linear(8, 3))
/// save_file(seq.state_dict(), "pytorch-sequential.safetensors")
/// class Named(nn.Module):
///     def __init__(s):
///         super().__init__()
///         s.fc1 = nn.Linear(12, 16).bfloat16(); s.fc2 = nn.Linear(16, 8).half()
///         s.fc3 = nn.Linear(8, 3).double()
/// class Wrapped(nn.Module):
///     def __init__(s): super().__init__(); s.model = Named()
/// w = Wrapped()
/// with torch.no_grad(): w.model.fc2.weight[0, 0] = 6e-8; w.model.fc2.weight[3] = 0
/// save_file(w.state_dict(), "pytorch-named.safetensors")
/// ```
final class ForeignCheckpointTest {
  private static final Network NETWORK = Network.mlp(12, List.of(16, 8), 3, Activation.RELU);
  private static final Map<String, String> SEQUENTIAL = Map.of("0", "fc1", "2", "fc2", "4", "fc3");
  private static final String MINE = "mine";

  /// A file of the tests' own, written by another program.
  static String resource(String name) {
    try {
      return Path.of(requireNonNull(ForeignCheckpointTest.class.getResource(name)).toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static StartSpec.Checkpoint start(String file, Map<String, String> names) {
    return new StartSpec.Checkpoint(file, names, null, false);
  }

  private static Weights read(String file, Map<String, String> names) {
    return ForeignCheckpoint.weights(start(file, names), NETWORK, DataDirectory.standard());
  }

  @Test
  void a_sequential_network_of_pytorch_computes_what_it_did_there() {
    Weights weights = read(resource("pytorch-sequential.safetensors"), SEQUENTIAL);
    assertThat(Arrays.copyOf(weights.values("fc1.weight"), 3))
        .containsExactly(0.020162537693977356f, -0.17389605939388275f, 0.09192091226577759f);
    assertThat(weights.values("fc3.bias"))
        .containsExactly(-0.1540767401456833f, -0.24728146195411682f, 0.18018531799316406f);
    // seq(torch.arange(12) / 8 - 0.5)
    double[] logits = {-0.08311641216278076, -0.18506062030792236, 0.16093488037586212};
    double sum = Arrays.stream(logits).map(StrictMath::exp).sum();
    float[] input = new float[12];
    for (int i = 0; i < input.length; i++) {
      input[i] = i / 8f - 0.5f;
    }
    for (int label = 0; label < 3; label++) {
      Dataset one = Dataset.of("one", 12, 3, input, new int[] {label});
      Examples example = Examples.all(one, Affine.identity());
      double loss = new CpuEngine().evaluate(NETWORK, Mask.dense(NETWORK), weights, example).loss();
      assertThat(loss).isCloseTo(StrictMath.log(sum) - logits[label], within(1e-6));
    }
  }

  @Test
  void every_tensor_may_be_named_by_itself() {
    Map<String, String> names = new LinkedHashMap<>();
    for (int layer = 0; layer < 3; layer++) {
      for (String role : List.of(".weight", ".bias")) {
        names.put(2 * layer + role, "fc" + (layer + 1) + role);
      }
    }
    String file = resource("pytorch-sequential.safetensors");
    assertThat(read(file, names).sameBits(read(file, SEQUENTIAL))).isTrue();
  }

  @Test
  void a_module_within_another_and_half_precision_are_read_as_float32() {
    Weights weights = read(resource("pytorch-named.safetensors"), Map.of());
    assertThat(Arrays.copyOf(weights.values("fc1.weight"), 3))
        .containsExactly(0x1.1cp-4f, 0x1.aep-3f, -0x1.dep-5f);
    assertThat(Arrays.copyOf(weights.values("fc2.weight"), 3))
        .containsExactly(0x1p-24f, -0x1.318p-3f, 0x1.c98p-4f);
    assertThat(Arrays.copyOf(weights.values("fc3.weight"), 3))
        .containsExactly(-0x1.327966p-2f, 0x1.a939dap-3f, 0x1.8503dcp-7f);
    assertThat(weights.values("fc2.weight")).contains(0f);
    assertThat(List.of(weights.values("fc1.bias")[0], weights.values("fc3.bias")[0]))
        .containsExactly(-0x1.3ap-4f, 0x1.c8fb74p-5f);
  }

  @Test
  void names_that_the_network_does_not_have_are_met_with_those_that_would_fit() {
    assertThatThrownBy(() -> read(resource("pytorch-sequential.safetensors"), Map.of()))
        .isInstanceOf(UserException.class)
        .hasMessageEndingWith(
            "pytorch-sequential.safetensors is not of this network: it lacks fc1.weight, fc1.bias,"
                + " fc2.weight, fc2.bias, fc3.weight, fc3.bias; it has also 0.bias, 0.weight,"
                + " 2.bias, 2.weight, 4.bias, 4.weight; by their shapes they may be"
                + " start.names={\"0\": fc1, \"2\": fc2, \"4\": fc3}");
  }

  @Test
  void batch_normalisation_comes_with_its_statistics_and_without_its_counters() {
    Network network =
        ResNet.of(8, new Width(0.1), ResNet.Shortcut.PROJECTION, new ImageShape(1, 8, 8), 3);
    Weights weights = Initialiser.KAIMING_NORMAL.draw(network, Streams.of(1));
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    WeightTensors.put(tensors, "module._orig_mod.", weights, network, Mask.dense(network));
    List<String> means =
        tensors.keySet().stream().filter(name -> name.endsWith(".running_mean")).toList();
    assertThat(means).isNotEmpty();
    means.forEach(
        mean -> tensors.put(mean.replace("running_mean", "num_batches_tracked"), counter()));
    DataDirectory data =
        DataDirectory.standard().with(MINE, new Safetensors(tensors, new LinkedHashMap<>()));
    assertThat(ForeignCheckpoint.weights(start(MINE, Map.of()), network, data).sameBits(weights))
        .isTrue();
    String variance = means.getFirst().replace("running_mean", "running_var");
    int channels = requireNonNull(tensors.get(variance)).shape().getFirst().intValue();
    float[] negative = new float[channels];
    negative[0] = -1;
    tensors.put(variance, Tensor.of(List.of(channels), negative));
    DataDirectory wrong =
        DataDirectory.standard().with(MINE, new Safetensors(tensors, new LinkedHashMap<>()));
    assertThatThrownBy(() -> ForeignCheckpoint.weights(start(MINE, Map.of()), network, wrong))
        .hasMessageContaining(".running_var[0] is -1.0");
  }

  private static Tensor counter() {
    return new Tensor("I64", List.of(), ByteBuffer.allocate(8));
  }

  private static String refused(Consumer<Map<String, Tensor>> change, Map<String, String> names) {
    Weights weights = Initialiser.GLOROT_NORMAL.draw(NETWORK, Streams.of(1));
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    WeightTensors.put(tensors, "", weights, NETWORK, Mask.dense(NETWORK));
    change.accept(tensors);
    DataDirectory data =
        DataDirectory.standard().with(MINE, new Safetensors(tensors, new LinkedHashMap<>()));
    try {
      ForeignCheckpoint.weights(start(MINE, names), NETWORK, data);
    } catch (UserException e) {
      return e.getMessage();
    }
    throw new AssertionError("was read");
  }

  @Test
  void a_network_of_another_form_is_refused_with_what_differs() {
    assertThat(refused(tensors -> tensors.remove("fc2.bias"), Map.of()))
        .isEqualTo(
            "start.file: mine is not of this network: it lacks fc2.bias; give the network that it"
                + " is of, or say in start.names how its tensors are called there, as {\"0\":"
                + " fc1}");
    assertThat(refused(tensors -> tensors.put("fc4.bias", counter()), Map.of()))
        .contains("this network: it has also fc4.bias; give");
    assertThat(
            refused(
                tensors -> tensors.put("fc1.bias", Tensor.of(List.of(17), new float[17])),
                Map.of()))
        .contains("this network: fc1.bias is [17] instead of [16]; give");
    assertThat(refused(Map::clear, Map.of())).contains("it lacks fc1.weight, fc1.bias,");
  }

  @Test
  void a_ticket_and_masks_beside_the_weights_are_refused_with_the_way_to_a_checkpoint() {
    Weights weights = Initialiser.GLOROT_NORMAL.draw(NETWORK, Streams.of(1));
    byte[] ticket =
        new TicketFile(
                NETWORK, Mask.dense(NETWORK), null, weights, Input.plain(), new LinkedHashMap<>())
            .encode();
    DataDirectory data = DataDirectory.standard().with(MINE, Safetensors.decode(ticket, MINE));
    assertThatThrownBy(() -> ForeignCheckpoint.weights(start(MINE, Map.of()), NETWORK, data))
        .hasMessage(
            "start.file: mine is a ticket; `tombola ticket convert --to safetensors` makes a"
                + " checkpoint of it");
    assertThat(
            refused(
                tensors -> {
                  Tensor masked = requireNonNull(tensors.remove("fc1.weight"));
                  tensors.put("fc1.weight_orig", masked);
                  tensors.put("fc1.weight_mask", masked);
                },
                Map.of()))
        .endsWith("save it without masks beside the weights, after torch.nn.utils.prune.remove");
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void a_value_that_is_not_finite_is_refused(float value) {
    float[] values = new float[8];
    values[5] = value;
    assertThat(refused(tensors -> tensors.put("fc2.bias", Tensor.of(List.of(8), values)), Map.of()))
        .isEqualTo(
            "start.file: mine: fc2.bias[5] is "
                + value
                + ", of which no training can start; take a checkpoint from before it diverged");
  }

  @Test
  void a_double_beyond_float32_and_a_whole_number_are_refused() {
    UnaryOperator<ByteBuffer> little = bytes -> bytes.order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer large = little.apply(ByteBuffer.allocate(64)).putDouble(56, 1e39);
    assertThat(
            refused(
                tensors -> tensors.put("fc2.bias", new Tensor("F64", List.of(8L), large)),
                Map.of()))
        .contains("fc2.bias[7] is Infinity");
    assertThat(
            refused(
                tensors ->
                    tensors.put(
                        "fc2.bias", new Tensor("I64", List.of(8L), ByteBuffer.allocate(64))),
                Map.of()))
        .isEqualTo("start.file: mine has fc2.bias of type I64; save it as float32");
  }

  @Test
  void names_that_stand_for_nothing_or_for_the_same_are_refused() {
    assertThat(refused(_ -> {}, Map.of("fc", "fc1")))
        .startsWith(
            "start.names: no tensor of mine begins with \"fc\"; there are fc1.weight, fc1.b");
    assertThat(refused(_ -> {}, Map.of("fc2.bias", "fc1.bias")))
        .isEqualTo(
            "start.names: two tensors of mine would be called fc1.bias; give each a name of its"
                + " own");
  }
}
