package dev.tombola.audit;

import static dev.tombola.audit.AuditedExperiment.TICKET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.nn.Parameter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Each invariant of controls and of copies is violated on purpose, by somebody who seals what he
/// altered: the audit names the run, and nothing but what is wrong.
@ExtendWith(AuditedExperiment.Once.class)
final class ControlsAuditTest {
  @TempDir private Path folder;
  private Tampering tampering;
  private Parameter weight;

  @BeforeEach
  void copy(AuditedExperiment original) throws IOException {
    tampering = Tampering.with(original.directory(), folder);
    weight = tampering.weight();
  }

  @Test
  void a_reinit_with_its_ticket_s_values_is_noticed() throws IOException {
    byte[] start = tampering.read(TICKET, "weights-0.safetensors");
    tampering.bytes("replicate-1/level-2/reinit", "weights-0.safetensors", _ -> start);
    assertThat(tampering.broken()).containsExactlyInAnyOrder(Invariant.CONTROLS, Invariant.DRAWS);
    assertThat(tampering.sentences(Invariant.CONTROLS))
        .contains("reinit: starts at its ticket's values");
  }

  @Test
  void a_reinit_that_its_stream_does_not_draw_is_noticed() throws IOException {
    String run = "replicate-1/level-2/reinit";
    int survivor = tampering.mask(run).kept(weight).nextSetBit(0);
    tampering.values(run, 0, weight, values -> values[survivor] *= 2);
    assertThat(tampering.broken()).containsExactly(Invariant.DRAWS);
  }

  @Test
  void a_random_mask_that_is_its_ticket_s_is_noticed() throws IOException {
    String run = "replicate-1/level-2/random-mask";
    for (String file : List.of("mask.safetensors", "weights-0.safetensors")) {
      byte[] ticket = tampering.read(TICKET, file);
      tampering.bytes(run, file, _ -> ticket);
    }
    assertThat(tampering.sentences(Invariant.CONTROLS))
        .contains("has its ticket's mask, not a random one");
  }

  @Test
  void a_random_mask_with_other_values_than_the_rewind_point_s_is_noticed() throws IOException {
    String run = "replicate-1/level-2/random-mask";
    int survivor = tampering.mask(run).kept(weight).nextSetBit(0);
    tampering.values(run, 0, weight, values -> values[survivor] *= 2);
    assertThat(tampering.broken()).containsExactlyInAnyOrder(Invariant.CONTROLS, Invariant.DRAWS);
    assertThat(tampering.sentences(Invariant.CONTROLS)).contains("fc1.weight[" + survivor + "]");
  }

  @Test
  void a_shuffling_that_changes_a_value_is_noticed() throws IOException {
    String run = "replicate-1/level-2/shuffle-values";
    int survivor = tampering.mask(run).kept(weight).nextSetBit(0);
    tampering.values(run, 0, weight, values -> values[survivor] *= 2);
    assertThat(tampering.sentences(Invariant.CONTROLS))
        .contains("other values than its ticket's in fc1.weight");
  }

  @Test
  void a_sign_that_is_turned_is_noticed() throws IOException {
    String run = "replicate-1/level-2/sign-only";
    int survivor = tampering.mask(run).kept(weight).nextSetBit(0);
    tampering.values(run, 0, weight, values -> values[survivor] *= -1);
    assertThat(tampering.sentences(Invariant.CONTROLS))
        .contains("not at its ticket's sign and the size");
  }

  @Test
  void a_bias_that_a_control_changes_too_is_noticed() throws IOException {
    Parameter bias = tampering.network().parameters().get(1);
    tampering.values("replicate-1/level-2/sign-only", 0, bias, values -> values[0] = 1);
    assertThat(tampering.sentences(Invariant.CONTROLS))
        .contains("other values than its ticket's in fc1.bias");
  }

  @Test
  void a_control_with_another_mask_than_its_ticket_s_is_noticed() throws IOException {
    int back = tampering.firstPruned("replicate-1/level-1/ticket");
    int kept = tampering.mask(TICKET).kept(weight).nextSetBit(0);
    tampering.regrow("replicate-1/level-2/reinit", back, kept);
    assertThat(tampering.sentences(Invariant.CONTROLS))
        .contains("reinit has another mask: fc1.weight[");
  }

  @Test
  void a_copy_with_another_mask_is_noticed() throws IOException {
    byte[] other = tampering.read("replicate-1/level-1/ticket", "mask.safetensors");
    tampering.bytes("connect/replicate-1/level-2/ticket-at-10", "mask.safetensors", _ -> other);
    assertThat(tampering.broken()).containsExactly(Invariant.COPIES);
    assertThat(tampering.sentences(Invariant.COPIES)).contains("ticket-at-10: has not the mask");
  }
}
