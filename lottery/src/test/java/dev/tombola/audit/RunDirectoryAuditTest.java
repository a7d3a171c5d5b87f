package dev.tombola.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tombola.UserException;
import dev.tombola.connect.Between;
import dev.tombola.connect.ConnectListener;
import dev.tombola.connect.ConnectSpec;
import dev.tombola.connect.Connector;
import dev.tombola.connect.Subnetwork;
import dev.tombola.cpu.CpuEngine;
import dev.tombola.experiment.Experiment;
import dev.tombola.experiment.TinyExperiment;
import dev.tombola.format.Safetensors;
import dev.tombola.format.Safetensors.Tensor;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import dev.tombola.rewind.Point;
import dev.tombola.train.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each invariant is violated on purpose, by somebody who seals what he altered: the audit names
/// the run, and nothing but what is wrong.
final class RunDirectoryAuditTest {
  private static final String BRANCHES =
      "branches=[{kind: reinit, levels: [2]}, {kind: random-mask, levels: [2]},"
          + " {kind: shuffle-values, levels: [2]}, {kind: sign-only, levels: [2]},"
          + " {kind: small-dense, levels: [2]},"
          + " {kind: retraining, name: rewinding,"
          + " retrain: {weightsFrom: 20it, scheduleFrom: 20it, rateFrom: 20it}},"
          + " {kind: retraining, name: fine-tuning,"
          + " retrain: {weightsFrom: end, scheduleFrom: 40it, rateFrom: end}}]";
  private static final String DENSE = "replicate-1/level-0/ticket";
  private static final String TICKET = "replicate-1/level-2/ticket";

  @TempDir private static Path shared;
  private static Path original;

  @TempDir private Path folder;
  private Tampering tampering;
  private Parameter weight;

  @BeforeAll
  static void runOnce() {
    Experiment experiment = TinyExperiment.run(shared, 2, BRANCHES, "replicates=1");
    ConnectSpec spec =
        new ConnectSpec(
            List.of(new Point.At(Step.iterations(10))),
            List.of(),
            List.of(),
            2,
            Set.of(Subnetwork.values()),
            Set.of(Between.COPIES, Between.LEVELS),
            3,
            20);
    new Connector(new CpuEngine(), 2, new ConnectListener() {}).run(experiment, spec);
    original = experiment.paths().directory();
  }

  @BeforeEach
  void copy() throws IOException {
    tampering = Tampering.with(original, folder);
    weight = tampering.network().prunable().getFirst();
  }

  @Test
  void all_of_an_untouched_run_directory_holds() {
    RunDirectoryAudit audit = RunDirectoryAudit.of(original);
    assertThat(audit.checks()).hasSize(16).allMatch(Check::holds);
    assertThat(audit.checks()).allMatch(check -> check.places() > 0);
    assertThat(audit.notes()).isEmpty();
    assertThat(audit.finished()).isEqualTo(audit.planned()).isEqualTo(1 + 2 * 3 + 5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pruning.rounds=one-shot",
        "pruning.criterion.kind=random",
        "pruning.scope={kind: global, rate: 0.5}",
        "pruning.scope={kind: erdos-renyi-kernel, rate: 0.6}",
        "pruning={scope: {kind: layerwise, rate: 0.95}, layerCollapse: prevent}",
        "retrain={weightsFrom: 1.4ep, scheduleFrom: 1.4ep, rateFrom: 1.4ep}",
        "retrain={weightsFrom: end, scheduleFrom: 40it, rateFrom: end}",
        "training.schedule.rate=1e30"
      })
  void all_of_other_experiments_holds_too(String override) {
    Experiment experiment = TinyExperiment.run(folder, 2, BRANCHES, "replicates=1", override);
    RunDirectoryAudit audit = RunDirectoryAudit.of(experiment.paths().directory());
    assertThat(audit.checks()).allMatch(Check::holds);
    assertThat(audit.finished()).isEqualTo(12);
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void a_checkpoint_to_start_from_is_known_by_its_checksum(boolean trained) throws IOException {
    Path model = original.resolve(DENSE).resolve("weights-60.safetensors");
    String start = "start={kind: checkpoint, file: \"%s\", trained: %s}".formatted(model, trained);
    String tuning = "retrain={weightsFrom: end, scheduleFrom: 40it, rateFrom: end}";
    String branches =
        BRANCHES.replace("{weightsFrom: 20it, scheduleFrom", "{weightsFrom: init, scheduleFrom");
    Path begun =
        TinyExperiment.run(
                folder.resolve("begun"), 2, start, tuning, branches, "name=begun", "replicates=1")
            .paths()
            .directory();
    assertThat(RunDirectoryAudit.of(begun).checks()).allMatch(Check::holds);
    tampering = Tampering.with(begun, folder);
    tampering.values(DENSE, 0, weight, values -> values[1] += 1);
    assertThat(sentences(Invariant.INITIALISATION))
        .contains("does not start at the checkpoint whose checksum the spec states");
  }

  @Test
  void a_flipped_bit_anywhere_is_noticed() throws IOException {
    for (String file :
        List.of(
            TICKET + "/metrics.jsonl",
            TICKET + "/mask.safetensors",
            TICKET + "/weights-60.safetensors",
            "connect/replicate-1/level-2/ticket-at-10-2/weights-60.safetensors",
            "connect/replicate-1/level-0/path-to-level-1/path.jsonl")) {
      Path altered = tampering.directory.resolve(file);
      byte[] bytes = Files.readAllBytes(altered);
      bytes[bytes.length / 2] ^= 4;
      Files.write(altered, bytes);
      assertThat(problems(Invariant.CHECKSUMS)).singleElement().asString().contains(file);
      bytes[bytes.length / 2] ^= 4;
      Files.write(altered, bytes);
    }
  }

  @Test
  void a_changed_spec_is_noticed_by_the_name() throws IOException {
    spec("initialiser: glorot-normal", "initialiser: kaiming-normal");
    assertThat(RunDirectoryAudit.of(tampering.directory).checks())
        .filteredOn(check -> !check.holds())
        .extracting(Check::invariant)
        .contains(Invariant.NAME, Invariant.INITIALISATION, Invariant.DRAWS);
  }

  @Test
  void a_spec_that_cannot_be_read_is_a_finding_and_a_folder_without_one_no_run_directory()
      throws IOException {
    spec("(?s)pruning:.*", "");
    assertThat(problems(Invariant.NAME)).singleElement().asString().contains("spec.yaml");
    assertThatThrownBy(() -> RunDirectoryAudit.of(folder))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("no run directory");
  }

  @Test
  void runs_hidden_by_lower_totals_are_noticed() throws IOException {
    spec("levels: 2", "levels: 1");
    assertThat(problems(Invariant.PLACES))
        .hasSize(8)
        .contains(TICKET + ": is finished, but spec.yaml plans no such run");
  }

  @Test
  void a_run_that_was_put_in_the_place_of_another_is_noticed() throws IOException {
    spec("draws: 1", "draws: 2");
    Tampering.copy(
        tampering.directory.resolve("replicate-1/level-2/reinit"),
        tampering.directory.resolve("replicate-1/level-2/reinit-2"));
    assertThat(sentences(Invariant.PLACES))
        .contains("replicate 1 level 2 reinit draw 2: lies there, but its record is of");
    assertThat(sentences(Invariant.DRAWS))
        .contains("replicate 1 level 2 reinit draw 2: does not start at the values");
  }

  @Test
  void a_training_of_another_length_is_noticed() throws IOException {
    tampering.text(TICKET, "metrics.jsonl", "\"to\":60", "\"to\":59");
    assertThat(problems(Invariant.PLACES))
        .contains(
            "replicate 1 level 2 ticket: its record says steps 0 to 59, but the spec 0 to 60");
  }

  @Test
  void another_engine_is_noticed() throws IOException {
    tampering.text(TICKET, "environment.json", "cpu-\\d+", "cpu-99");
    assertThat(problems(Invariant.ENGINE))
        .singleElement()
        .asString()
        .startsWith("replicate 1 level 2 ticket: trained by cpu-99, but others by cpu-");
  }

  @Test
  void another_beginning_than_the_draw_is_noticed() throws IOException {
    tampering.values(DENSE, 0, weight, values -> values[7] = Math.nextUp(values[7]));
    assertThat(sentences(Invariant.INITIALISATION))
        .contains("replicate 1 level 0 ticket: ", "fc1.weight[7]");
  }

  @Test
  void a_mask_that_regrows_is_noticed() throws IOException {
    int back = firstPruned("replicate-1/level-1/ticket");
    regrow(TICKET, back, -1);
    assertThat(problems(Invariant.NESTING))
        .containsExactly(
            "replicate 1 level 2 ticket: a pruned weight came back into the mask: fc1.weight["
                + back
                + "]");
    assertThat(sentences(Invariant.COUNTS))
        .contains("keeps", "but its record says", "weights were to survive");
  }

  @Test
  void another_choice_of_as_many_weights_is_noticed() throws IOException {
    String first = "replicate-1/level-1/ticket";
    regrow(first, firstPruned(first), tampering.mask(first).kept(weight).nextSetBit(0));
    assertThat(broken())
        .contains(Invariant.PRUNING)
        .doesNotContain(Invariant.COUNTS, Invariant.REWINDING, Invariant.ABSENCE);
    assertThat(sentences(Invariant.PRUNING))
        .contains("replicate 1 level 1 ticket: its mask is not the one that the criterion chooses");
  }

  @Test
  void a_record_that_counts_otherwise_is_noticed() throws IOException {
    tampering.text(TICKET, "metrics.jsonl", "\"survivors\":\\d+", "\"survivors\":77");
    assertThat(broken()).containsExactly(Invariant.COUNTS);
    assertThat(problems(Invariant.COUNTS)).singleElement().asString().endsWith("record says 77");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ticket weights-0", "rewinding weights-20", "fine-tuning weights-40"})
  void a_survivor_that_does_not_start_at_the_rewind_point_is_noticed(String which)
      throws IOException {
    String run = "replicate-1/level-1/" + which.split(" ", -1)[0];
    int step = Integer.parseInt(which.split("-(?=\\d)", -1)[1]);
    int survivor = tampering.mask(run).kept(weight).nextSetBit(3);
    tampering.values(run, step, weight, values -> values[survivor] += 1e-6f);
    assertThat(broken()).containsExactly(Invariant.REWINDING);
    assertThat(sentences(Invariant.REWINDING)).contains("fc1.weight[" + survivor + "]");
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
    assertThat(broken()).containsExactly(Invariant.ABSENCE);
    assertThat(sentences(Invariant.ABSENCE)).contains("step 60", "values of fc1.weight beside");
  }

  @Test
  void weights_of_another_network_are_noticed() throws IOException {
    byte[] other = tampering.read(DENSE, "weights-60.safetensors");
    tampering.bytes(TICKET, "weights-60.safetensors", _ -> other);
    assertThat(sentences(Invariant.FORM)).contains("no tensor is called fc1.weight.survivors");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "{\"kind\":\"run\"}", "stepsPerEpoch\":-1,", "stepsPerEpoch\":1e99,"})
  void a_record_that_makes_no_sense_is_noticed(String record) throws IOException {
    if (record.startsWith("steps")) {
      tampering.text(DENSE, "metrics.jsonl", "stepsPerEpoch\":[\\d.]+,", record);
    } else {
      tampering.bytes(DENSE, "metrics.jsonl", _ -> record.getBytes(UTF_8));
    }
    assertThat(problems(Invariant.FORM)).hasSize(1);
    assertThat(sentences(Invariant.FORM)).startsWith("replicate 1 level 0 ticket: ");
  }

  @Test
  void a_value_that_is_no_number_is_noticed() throws IOException {
    Parameter bias = tampering.network().parameters().get(1);
    tampering.values(TICKET, 60, bias, values -> values[2] = Float.NaN);
    assertThat(broken()).containsExactly(Invariant.FINITE);
    assertThat(problems(Invariant.FINITE))
        .containsExactly("replicate 1 level 2 ticket: step 60: fc1.bias[2] is NaN");
  }

  @Test
  void an_early_stop_elsewhere_than_at_the_least_loss_is_noticed() throws IOException {
    tampering.text(TICKET, "metrics.jsonl", "(\"early-stop\",\"step\":)\\d+", "$1" + 0);
    assertThat(broken()).containsExactly(Invariant.EARLY_STOPS);
  }

  @Test
  void a_reinit_with_its_ticket_s_values_is_noticed() throws IOException {
    byte[] start = tampering.read(TICKET, "weights-0.safetensors");
    tampering.bytes("replicate-1/level-2/reinit", "weights-0.safetensors", _ -> start);
    assertThat(broken()).containsExactlyInAnyOrder(Invariant.CONTROLS, Invariant.DRAWS);
    assertThat(sentences(Invariant.CONTROLS)).contains("reinit: starts at its ticket's values");
  }

  @Test
  void a_reinit_that_its_stream_does_not_draw_is_noticed() throws IOException {
    String run = "replicate-1/level-2/reinit";
    int survivor = tampering.mask(run).kept(weight).nextSetBit(0);
    tampering.values(run, 0, weight, values -> values[survivor] *= 2);
    assertThat(broken()).containsExactly(Invariant.DRAWS);
  }

  @Test
  void a_random_mask_that_is_its_ticket_s_is_noticed() throws IOException {
    String run = "replicate-1/level-2/random-mask";
    for (String file : List.of("mask.safetensors", "weights-0.safetensors")) {
      byte[] ticket = tampering.read(TICKET, file);
      tampering.bytes(run, file, _ -> ticket);
    }
    assertThat(sentences(Invariant.CONTROLS)).contains("has its ticket's mask, not a random one");
  }

  @Test
  void a_random_mask_with_other_values_than_the_rewind_point_s_is_noticed() throws IOException {
    String run = "replicate-1/level-2/random-mask";
    int survivor = tampering.mask(run).kept(weight).nextSetBit(0);
    tampering.values(run, 0, weight, values -> values[survivor] *= 2);
    assertThat(broken()).containsExactlyInAnyOrder(Invariant.CONTROLS, Invariant.DRAWS);
    assertThat(sentences(Invariant.CONTROLS)).contains("fc1.weight[" + survivor + "]");
  }

  @Test
  void a_shuffling_that_changes_a_value_is_noticed() throws IOException {
    String run = "replicate-1/level-2/shuffle-values";
    int survivor = tampering.mask(run).kept(weight).nextSetBit(0);
    tampering.values(run, 0, weight, values -> values[survivor] *= 2);
    assertThat(sentences(Invariant.CONTROLS))
        .contains("other values than its ticket's in fc1.weight");
  }

  @Test
  void a_sign_that_is_turned_is_noticed() throws IOException {
    String run = "replicate-1/level-2/sign-only";
    int survivor = tampering.mask(run).kept(weight).nextSetBit(0);
    tampering.values(run, 0, weight, values -> values[survivor] *= -1);
    assertThat(sentences(Invariant.CONTROLS)).contains("not at its ticket's sign and the size");
  }

  @Test
  void a_bias_that_a_control_changes_too_is_noticed() throws IOException {
    Parameter bias = tampering.network().parameters().get(1);
    tampering.values("replicate-1/level-2/sign-only", 0, bias, values -> values[0] = 1);
    assertThat(sentences(Invariant.CONTROLS))
        .contains("other values than its ticket's in fc1.bias");
  }

  @Test
  void a_control_with_another_mask_than_its_ticket_s_is_noticed() throws IOException {
    int back = firstPruned("replicate-1/level-1/ticket");
    int kept = tampering.mask(TICKET).kept(weight).nextSetBit(0);
    regrow("replicate-1/level-2/reinit", back, kept);
    assertThat(sentences(Invariant.CONTROLS)).contains("reinit has another mask: fc1.weight[");
  }

  @Test
  void a_copy_with_another_mask_is_noticed() throws IOException {
    byte[] other = tampering.read("replicate-1/level-1/ticket", "mask.safetensors");
    tampering.bytes("connect/replicate-1/level-2/ticket-at-10", "mask.safetensors", _ -> other);
    assertThat(broken()).containsExactly(Invariant.COPIES);
    assertThat(sentences(Invariant.COPIES)).contains("ticket-at-10: has not the mask");
  }

  @Test
  void what_is_not_there_yet_is_said_and_no_problem() throws IOException {
    Files.delete(tampering.directory.resolve("replicate-1/level-1/ticket/DONE"));
    RunDirectoryAudit audit = RunDirectoryAudit.of(tampering.directory);
    assertThat(audit.checks()).allMatch(Check::holds);
    assertThat(audit.finished()).isEqualTo(audit.planned() - 1);
    assertThat(audit.notes())
        .satisfiesExactly(
            missing -> assertThat(missing).isEqualTo("not there yet: replicate 1 level 1 ticket"),
            unheld ->
                assertThat(unheld)
                    .contains("not held against", "replicate 1 level 2 ticket", " and 3 more"));
  }

  @Test
  void a_folder_with_a_name_of_its_own_is_said() throws IOException {
    Path renamed = Files.move(tampering.directory, folder.resolve("mine"));
    RunDirectoryAudit audit = RunDirectoryAudit.of(renamed);
    assertThat(audit.checks()).allMatch(Check::holds);
    assertThat(audit.notes()).singleElement().asString().contains("a name of its own");
  }

  private void spec(String from, String to) throws IOException {
    Path spec = tampering.directory.resolve("spec.yaml");
    String text = Files.readString(spec);
    String changed = text.replaceFirst(from, to);
    assertThat(changed).isNotEqualTo(text);
    Files.writeString(spec, changed);
  }

  private int firstPruned(String run) throws IOException {
    return tampering.mask(run).kept(weight).nextClearBit(0);
  }

  /// Puts a weight back into a mask, with the values that the dense network has of it.
  ///
  /// @param instead a survivor that falls for it; none if negative
  private void regrow(String run, int back, int instead) throws IOException {
    List<Weights> dense = Collections.nCopies(2, tampering.weights(DENSE, 0));
    tampering.mask(
        run,
        weight,
        kept -> {
          kept.set(back);
          if (instead >= 0) {
            kept.clear(instead);
          }
        },
        dense,
        0,
        60);
  }

  private Set<Invariant> broken() {
    return RunDirectoryAudit.of(tampering.directory).checks().stream()
        .filter(check -> !check.holds())
        .map(Check::invariant)
        .collect(Collectors.toSet());
  }

  private List<String> problems(Invariant invariant) {
    return RunDirectoryAudit.of(tampering.directory).checks().stream()
        .filter(check -> check.invariant() == invariant)
        .flatMap(check -> check.problems().stream())
        .toList();
  }

  private String sentences(Invariant invariant) {
    return String.join("\n", problems(invariant));
  }
}
