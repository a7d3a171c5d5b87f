package dev.tombola.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tombola.UserException;
import dev.tombola.measure.Structure;
import dev.tombola.measure.Structures;
import dev.tombola.nn.Activation;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CheckpointAuditTest {
  @TempDir private Path folder;

  /// Of 784-300-100-10, nine tenths pruned: 235,000 of the weights pruned, of which 4,700 come
  /// back.
  @Test
  void exactly_two_percent_that_came_back_are_reported_as_exactly_that() throws IOException {
    int[] sizes = {300 * 784, 100 * 300, 10 * 100};
    int[] pruned = {210_000, 24_300, 700};
    int[] back = {4_000, 698, 2};
    Random random = new Random(5);
    ForeignCheckpoint before = new ForeignCheckpoint();
    ForeignCheckpoint after = new ForeignCheckpoint();
    List<List<Integer>> shapes = List.of(List.of(300, 784), List.of(100, 300), List.of(10, 100));
    for (int layer = 0; layer < 3; layer++) {
      float[] values = new float[sizes[layer]];
      for (int i = 0; i < values.length; i++) {
        values[i] = 0.01f + random.nextFloat();
      }
      int[] order = random.ints(0, sizes[layer]).distinct().limit(pruned[layer]).toArray();
      for (int i : order) {
        values[i] = i % 2 == 0 ? 0f : -0f;
      }
      before.floats("fc" + (layer + 1) + ".weight", shapes.get(layer), values.clone());
      for (int i = 0; i < back[layer]; i++) {
        values[order[i]] = 1e-30f;
      }
      after.floats("fc" + (layer + 1) + ".weight", shapes.get(layer), values);
      before.floats("fc" + (layer + 1) + ".bias", List.of(2), 0, 0);
      after.floats("fc" + (layer + 1) + ".bias", List.of(2), 1, 1);
    }
    CheckpointAudit audit = audit(before.write(file("a")), after.write(file("b")));
    assertThat(check(audit, Invariant.RETURNS).problems())
        .containsExactly(
            "2 % (4,700 of 235,000) of the weights pruned in a.safetensors are nonzero in"
                + " b.safetensors");
    assertThat(audit.returns().getFirst().layers())
        .containsExactly(
            new Returns.Layer("fc1.weight", 210_000, 4_000),
            new Returns.Layer("fc2.weight", 24_300, 698),
            new Returns.Layer("fc3.weight", 700, 2));
    assertThat(audit.checks())
        .filteredOn(check -> check.invariant() != Invariant.RETURNS)
        .allMatch(Check::holds);
  }

  @ParameterizedTest
  @CsvSource({
    "412,20600,2 % (412 of 20'600)",
    "1,3,33.33 % (1 of 3)",
    "1,1000000,less than 0.01 % (1 of 1'000'000)",
    "7,7,100 % (7 of 7)"
  })
  void shares_are_exact_or_rounded_to_two_decimals(long part, long whole, String words) {
    assertThat(CheckpointAudit.share(part, whole)).isEqualTo(words.replace('\'', ','));
  }

  @Test
  void of_three_files_each_is_held_against_the_one_before_it() throws IOException {
    Path a = layer(0, 1, 0, 1).write(file("a"));
    Path b = layer(2, 1, 0, 1).write(file("b"));
    Path c = layer(0, 1, 0, 0).write(file("c"));
    CheckpointAudit audit = audit(a, b, c);
    assertThat(check(audit, Invariant.RETURNS).problems())
        .containsExactly(
            "50 % (1 of 2) of the weights pruned in a.safetensors are nonzero in b.safetensors");
    assertThat(audit(a, c).holds()).isTrue();
    assertThat(check(audit(layer(1, 1, 1, 1).write(file("d")), b), Invariant.RETURNS).places())
        .isZero();
  }

  @Test
  void a_mask_that_is_stored_apart_is_multiplied_in() throws IOException {
    Path masked =
        new ForeignCheckpoint()
            .floats("0.weight_orig", List.of(2, 2), 1, 2, 3, 4)
            .floats("0.weight_mask", List.of(2, 2), 1, 0, 0, 1)
            .floats("0.bias", List.of(2), 0, 5)
            .write(file("masked"));
    Path merged =
        new ForeignCheckpoint()
            .halves("0.weight", List.of(2, 2), 1, 0, 3, 4)
            .floats("0.bias", List.of(2), 0, 5)
            .write(file("merged"));
    CheckpointAudit audit = audit(masked, merged);
    SurveyedTensor weight = audit.checkpoints().getFirst().weights().getFirst();
    assertThat(weight.name()).isEqualTo("0.weight");
    assertThat(weight.masked()).isTrue();
    assertThat(weight.sparsity()).isEqualTo(0.5);
    assertThat(check(audit, Invariant.TENSORS).holds()).isTrue();
    assertThat(check(audit, Invariant.RETURNS).problems())
        .singleElement()
        .asString()
        .startsWith("50 % (1 of 2)");
    assertThat(audit.checkpoints().getFirst().others()).hasSize(1);
  }

  @Test
  void a_mask_with_other_values_than_0_and_1_or_of_another_shape_is_a_problem() throws IOException {
    ForeignCheckpoint soft =
        new ForeignCheckpoint()
            .floats("a.weight_orig", List.of(1, 3), 1, 2, 3)
            .floats("a.weight_mask", List.of(1, 3), 1, 0.5f, 0)
            .floats("b.weight_orig", List.of(1, 3), 1, 2, 3)
            .floats("b.weight_mask", List.of(3), 1, 1, 1);
    assertThat(check(audit(soft.write(file("soft"))), Invariant.MASKS).problems())
        .containsExactlyInAnyOrder(
            "soft.safetensors: b.weight_orig of [1, 3] has a mask of [3]",
            "soft.safetensors: a.weight: 1 of 3 values of its mask are neither 0 nor 1");
  }

  @Test
  void collapsed_layers_and_values_that_are_no_numbers_are_problems() throws IOException {
    ForeignCheckpoint sick =
        layer(0, 0, 0, 0)
            .halves("head.weight", List.of(1, 2), Float.NaN, Float.NEGATIVE_INFINITY)
            .floats("head.bias", List.of(2), 0, Float.POSITIVE_INFINITY);
    CheckpointAudit audit = audit(sick.write(file("sick")));
    assertThat(check(audit, Invariant.COLLAPSE).problems())
        .containsExactly("sick.safetensors: fc.weight: all 4 weights are zero");
    assertThat(check(audit, Invariant.FINITE).problems())
        .containsExactly(
            "sick.safetensors: head.bias: 0 of 2 values are NaN, 1 infinite",
            "sick.safetensors: head.weight: 1 of 2 values are NaN, 1 infinite");
  }

  @Test
  void missing_new_and_reshaped_tensors_are_problems() throws IOException {
    Path a = layer(1, 0, 0, 1).floats("old", List.of(1), 1).write(file("a"));
    Path b =
        new ForeignCheckpoint()
            .floats("fc.weight", List.of(4, 1), 1, 1, 1, 1)
            .floats("new", List.of(1), 1)
            .write(file("b"));
    assertThat(check(audit(a, b), Invariant.TENSORS).problems())
        .containsExactly(
            "b.safetensors: fc.weight [2, 2] of a.safetensors is [4, 1]",
            "b.safetensors: old [1] of a.safetensors is missing",
            "b.safetensors: new [1] is not in a.safetensors");
    Path part = new ForeignCheckpoint().floats("fc9.weight", List.of(1, 1), 1).write(file("part"));
    assertThat(check(audit(a, part), Invariant.TENSORS).problems())
        .singleElement()
        .asString()
        .contains("have no tensor in common; parts of one checkpoint are audited one at a time");
  }

  @ParameterizedTest
  @CsvSource({
    "F64,8",
    "F32,4",
    "F16,2",
    "BF16,2",
    "F8_E5M2,1",
    "F8_E4M3,1",
    "I64,8",
    "U64,8",
    "I32,4",
    "U32,4",
    "I16,2",
    "U16,2",
    "I8,1",
    "U8,1"
  })
  void zeros_of_every_type_are_counted(String dtype, int size) throws IOException {
    byte[] bytes = new byte[6 * size];
    bytes[size - 1] = 0x40; // not zero in any of the types
    bytes[4 * size] = 1; // the least that is not zero
    Path file = new ForeignCheckpoint().raw("w", dtype, List.of(2, 3), bytes).write(file(dtype));
    SurveyedTensor tensor = audit(file).checkpoints().getFirst().weights().getFirst();
    assertThat(tensor.zeros()).isEqualTo(4);
    assertThat(tensor.zero().get(0)).isFalse();
    assertThat(tensor.zero().get(4)).isFalse();
    assertThat(tensor.nan() + tensor.infinite()).isZero();
  }

  @Test
  void neurons_of_a_chain_are_dead_with_no_way_in_or_none_out() throws IOException {
    // Three inputs; hidden 0: in and out, 1: in, no out, 2: out, no in; two outputs.
    Path file =
        new ForeignCheckpoint()
            .floats("fc1.weight", List.of(3, 3), 1, 1, 0, 1, 0, 0, 0, 0, 0)
            .floats("fc2.weight", List.of(2, 3), 1, 0, 1, 0, 0, 1)
            .write(file("mlp"));
    Checkpoint checkpoint = audit(file).checkpoints().getFirst();
    assertThat(checkpoint.chain().chain()).contains(new NeuronChain(3, 15, 2, 3));
    SurveyedTensor first = checkpoint.weights().getFirst();
    assertThat(first.deadOutputs()).isEqualTo(1);
    assertThat(first.deadInputs()).isEqualTo(1);
    assertThat(checkpoint.weights().getLast().deadInputs()).isEqualTo(1);
  }

  @Test
  void channels_are_units_and_may_be_flattened() throws IOException {
    float[] second = new float[2 * 2 * 9];
    second[4] = 1; // channel 0 to channel 0
    second[2 * 9 + 9 + 8] = 1; // channel 1 to channel 1
    float[] dense = new float[2 * 8];
    dense[3] = 1; // from channel 0
    Path file =
        new ForeignCheckpoint()
            .floats("1.weight", List.of(2, 1, 3, 3), ForeignCheckpoint.filled(18, 1))
            .floats("2.weight", List.of(2, 2, 3, 3), second)
            .floats("10.weight", List.of(2, 8), dense)
            .write(file("conv"));
    Checkpoint checkpoint = audit(file).checkpoints().getFirst();
    // By name as text, 10 comes before 1 and 2, and does not fit there.
    assertThat(checkpoint.chain().chain()).contains(new NeuronChain(9 + 1 + 1, 18 + 36 + 16, 2, 4));
    assertThat(checkpoint.weights())
        .extracting(tensor -> tensor.deadInputs() + "/" + tensor.deadOutputs())
        .containsExactly("0/0", "7/1", "0/0");
  }

  @Test
  void layers_that_do_not_follow_one_another_are_named() throws IOException {
    Path file =
        new ForeignCheckpoint()
            .floats("a", List.of(2, 3), 1, 1, 1, 1, 1, 1)
            .floats("b", List.of(2, 3), 1, 1, 1, 1, 1, 1)
            .write(file("attention"));
    NeuronChain.Outcome outcome = audit(file).checkpoints().getFirst().chain();
    assertThat(outcome.chain()).isEmpty();
    assertThat(outcome.misfit()).endsWith("as b [2, 3] does not take what a [2, 3] gives");
  }

  @Test
  void a_chain_says_what_the_paths_of_our_own_networks_say() throws IOException {
    Random random = new Random(3);
    float[] first = new float[20 * 30];
    float[] second = new float[5 * 20];
    for (int i = 0; i < first.length; i++) {
      first[i] = random.nextInt(25) == 0 ? 1 : 0;
    }
    for (int i = 0; i < second.length; i++) {
      second[i] = random.nextInt(8) == 0 ? 1 : 0;
    }
    Path file =
        new ForeignCheckpoint()
            .floats("fc1.weight", List.of(20, 30), first)
            .floats("fc2.weight", List.of(5, 20), second)
            .write(file("same"));
    NeuronChain chain = audit(file).checkpoints().getFirst().chain().chain().orElseThrow();
    Network network = Network.mlp(30, List.of(20), 5, Activation.RELU);
    Mask mask = Mask.dense(network);
    mask = mask.with(network.prunable().getFirst(), nonzero(first));
    mask = mask.with(network.prunable().getLast(), nonzero(second));
    Structure structure = Structures.of(network, mask);
    assertThat((double) chain.effective() / chain.weights())
        .isCloseTo(structure.effective().value(), within(1e-12));
    assertThat(chain.dead()).isEqualTo(structure.deadNeurons()).isPositive();
    assertThat(chain.hidden()).isEqualTo(structure.hiddenNeurons());
  }

  private static BitSet nonzero(float[] values) {
    BitSet bits = new BitSet();
    for (int i = 0; i < values.length; i++) {
      bits.set(i, values[i] != 0);
    }
    return bits;
  }

  @Test
  void empty_tensors_and_scalars_disturb_nothing() throws IOException {
    Path file =
        layer(1, 0, 0, 1)
            .floats("none", List.of(0, 5))
            .raw("steps", "I64", List.of(), new byte[8])
            .raw("causal", "BOOL", List.of(2, 2), new byte[] {1, 0, 1, 1})
            .write(file("odd"));
    CheckpointAudit audit = audit(file);
    assertThat(audit.holds()).isTrue();
    assertThat(audit.checkpoints().getFirst().others())
        .extracting(SurveyedTensor::name)
        .containsExactly("causal", "steps");
  }

  @Test
  void names_that_a_terminal_would_obey_are_not_passed_on() throws IOException {
    String name = "fc\\u001b[31m.weight";
    Path file = new ForeignCheckpoint().floats(name, List.of(1, 2), 0, 0).write(file("evil"));
    CheckpointAudit audit = audit(file);
    assertThat(audit.checkpoints().getFirst().weights().getFirst().name())
        .isEqualTo("fc?[31m.weight");
    assertThat(check(audit, Invariant.COLLAPSE).problems())
        .containsExactly("evil.safetensors: fc?[31m.weight: all 2 weights are zero");
  }

  @Test
  void what_cannot_be_read_is_told_in_a_sentence() throws IOException {
    assertThatThrownBy(() -> Audit.of(List.of(file("nowhere"))))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("there is nothing there; give a run directory, a ticket");
    Path text = Files.writeString(file("text"), "certainly no checkpoint");
    assertThatThrownBy(() -> Audit.of(List.of(text))).hasMessageContaining("safetensors file");
    Path archive =
        Files.write(
            folder.resolve("a.pt"), "PK\u0003\u0004 and more".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> Audit.of(List.of(archive)))
        .hasMessageContaining("is an archive, as torch.save");
    Path huge = file("huge");
    try (RandomAccessFile sparse = new RandomAccessFile(huge.toFile(), "rw")) {
      sparse.setLength(3_000_000_000L); // a hole: it takes no room
    }
    assertThatThrownBy(() -> Audit.of(List.of(huge)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("has 3,000,000,000 bytes, but files of more than");
  }

  private static ForeignCheckpoint layer(float... values) {
    return new ForeignCheckpoint().floats("fc.weight", List.of(2, 2), values);
  }

  private Path file(String name) {
    return folder.resolve(name + ".safetensors");
  }

  private static CheckpointAudit audit(Path... files) {
    return (CheckpointAudit) Audit.of(List.of(files)).getFirst();
  }

  private static Check check(Audit audit, Invariant invariant) {
    return audit.checks().stream()
        .filter(check -> check.invariant() == invariant)
        .findFirst()
        .orElseThrow();
  }
}
