package dev.tombola.audit;

import static dev.tombola.audit.AuditedExperiment.DENSE;
import static dev.tombola.audit.AuditedExperiment.TICKET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.format.Safetensors;
import dev.tombola.format.Safetensors.Tensor;
import dev.tombola.nn.Parameter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each invariant of masks, weights and their records is violated on purpose, by somebody who seals
/// what he altered: the audit names the run, and nothing but what is wrong.
@ExtendWith(AuditedExperiment.Once.class)
final class MasksAndWeightsAuditTest {
  @TempDir private Path folder;
  private Tampering tampering;
  private Parameter weight;

  @BeforeEach
  void copy(AuditedExperiment original) throws IOException {
    tampering = Tampering.with(original.directory(), folder);
    weight = tampering.weight();
  }

  @Test
  void another_beginning_than_the_draw_is_noticed() throws IOException {
    tampering.values(DENSE, 0, weight, values -> values[7] = Math.nextUp(values[7]));
    assertThat(tampering.sentences(Invariant.INITIALISATION))
        .contains("replicate 1 level 0 ticket: ", "fc1.weight[7]");
  }

  @Test
  void a_mask_that_regrows_is_noticed() throws IOException {
    int back = tampering.firstPruned("replicate-1/level-1/ticket");
    tampering.regrow(TICKET, back, -1);
    assertThat(tampering.problems(Invariant.NESTING))
        .containsExactly(
            "replicate 1 level 2 ticket: a pruned weight came back into the mask: fc1.weight["
                + back
                + "]");
    assertThat(tampering.sentences(Invariant.COUNTS))
        .contains("keeps", "but its record says", "weights were to survive");
  }

  @Test
  void another_choice_of_as_many_weights_is_noticed() throws IOException {
    String first = "replicate-1/level-1/ticket";
    tampering.regrow(
        first, tampering.firstPruned(first), tampering.mask(first).kept(weight).nextSetBit(0));
    assertThat(tampering.broken())
        .contains(Invariant.PRUNING)
        .doesNotContain(Invariant.COUNTS, Invariant.REWINDING, Invariant.ABSENCE);
    assertThat(tampering.sentences(Invariant.PRUNING))
        .contains("replicate 1 level 1 ticket: its mask is not the one that the criterion chooses");
  }

  @Test
  void a_record_that_counts_otherwise_is_noticed() throws IOException {
    tampering.text(TICKET, "metrics.jsonl", "\"survivors\":\\d+", "\"survivors\":77");
    assertThat(tampering.broken()).containsExactly(Invariant.COUNTS);
    assertThat(tampering.problems(Invariant.COUNTS))
        .singleElement()
        .asString()
        .endsWith("record says 77");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ticket weights-0", "rewinding weights-20", "fine-tuning weights-40"})
  void a_survivor_that_does_not_start_at_the_rewind_point_is_noticed(String which)
      throws IOException {
    String run = "replicate-1/level-1/" + which.split(" ", -1)[0];
    int step = Integer.parseInt(which.split("-(?=\\d)", -1)[1]);
    int survivor = tampering.mask(run).kept(weight).nextSetBit(3);
    tampering.values(run, step, weight, values -> values[survivor] += 1e-6f);
    assertThat(tampering.broken()).containsExactly(Invariant.REWINDING);
    assertThat(tampering.sentences(Invariant.REWINDING)).contains("fc1.weight[" + survivor + "]");
  }

  @Test
  void values_of_pruned_weights_are_noticed() throws IOException {
    Safetensors file = Safetensors.decode(tampering.read(TICKET, "weights-60.safetensors"), "it");
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>(file.tensors());
    tensors.put("fc1.weight", Tensor.of(List.of(1), new float[] {0.5f}));
    tampering.bytes(
        TICKET,
        "weights-60.safetensors",
        _ -> new Safetensors(tensors, new LinkedHashMap<>()).encode());
    assertThat(tampering.broken()).containsExactly(Invariant.ABSENCE);
    assertThat(tampering.sentences(Invariant.ABSENCE))
        .contains("step 60", "values of fc1.weight beside");
  }

  @Test
  void a_value_that_is_no_number_is_noticed() throws IOException {
    Parameter bias = tampering.network().parameters().get(1);
    tampering.values(TICKET, 60, bias, values -> values[2] = Float.NaN);
    assertThat(tampering.broken()).containsExactly(Invariant.FINITE);
    assertThat(tampering.problems(Invariant.FINITE))
        .containsExactly("replicate 1 level 2 ticket: step 60: fc1.bias[2] is NaN");
  }

  @Test
  void an_early_stop_elsewhere_than_at_the_least_loss_is_noticed() throws IOException {
    tampering.text(TICKET, "metrics.jsonl", "(\"early-stop\",\"step\":)\\d+", "$1" + 0);
    assertThat(tampering.broken()).containsExactly(Invariant.EARLY_STOPS);
  }
}
