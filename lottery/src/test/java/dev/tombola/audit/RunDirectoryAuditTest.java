package dev.tombola.audit;

import static dev.tombola.audit.AuditedExperiment.BRANCHES;
import static dev.tombola.audit.AuditedExperiment.DENSE;
import static dev.tombola.audit.AuditedExperiment.TICKET;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tombola.UserException;
import dev.tombola.experiment.Experiment;
import dev.tombola.experiment.TinyExperiment;
import dev.tombola.nn.Parameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Run directories in which all holds, and those whose spec, seals, places or records somebody
/// altered: the audit names what is wrong, and nothing else.
@ExtendWith(AuditedExperiment.Once.class)
final class RunDirectoryAuditTest {
  @TempDir private Path folder;
  private Tampering tampering;
  private Parameter weight;

  @BeforeEach
  void copy(AuditedExperiment original) throws IOException {
    tampering = Tampering.with(original.directory(), folder);
    weight = tampering.weight();
  }

  @Test
  void all_of_an_untouched_run_directory_holds(AuditedExperiment original) {
    RunDirectoryAudit audit = RunDirectoryAudit.of(original.directory());
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
    Path model = tampering.directory.resolve(DENSE).resolve("weights-60.safetensors");
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
    assertThat(tampering.sentences(Invariant.INITIALISATION))
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
      assertThat(tampering.problems(Invariant.CHECKSUMS)).singleElement().asString().contains(file);
      bytes[bytes.length / 2] ^= 4;
      Files.write(altered, bytes);
    }
  }

  @Test
  void a_changed_spec_is_noticed_by_the_name() throws IOException {
    tampering.spec("initialiser: glorot-normal", "initialiser: kaiming-normal");
    assertThat(RunDirectoryAudit.of(tampering.directory).checks())
        .filteredOn(check -> !check.holds())
        .extracting(Check::invariant)
        .contains(Invariant.NAME, Invariant.INITIALISATION, Invariant.DRAWS);
  }

  @Test
  void a_spec_that_cannot_be_read_is_a_finding_and_a_folder_without_one_no_run_directory()
      throws IOException {
    tampering.spec("(?s)pruning:.*", "");
    assertThat(tampering.problems(Invariant.NAME)).singleElement().asString().contains("spec.yaml");
    assertThatThrownBy(() -> RunDirectoryAudit.of(folder))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("no run directory");
  }

  @Test
  void runs_hidden_by_lower_totals_are_noticed() throws IOException {
    tampering.spec("levels: 2", "levels: 1");
    assertThat(tampering.problems(Invariant.PLACES))
        .hasSize(8)
        .contains(TICKET + ": is finished, but spec.yaml plans no such run");
  }

  @Test
  void a_run_that_was_put_in_the_place_of_another_is_noticed() throws IOException {
    tampering.spec("draws: 1", "draws: 2");
    Tampering.copy(
        tampering.directory.resolve("replicate-1/level-2/reinit"),
        tampering.directory.resolve("replicate-1/level-2/reinit-2"));
    assertThat(tampering.sentences(Invariant.PLACES))
        .contains("replicate 1 level 2 reinit draw 2: lies there, but its record is of");
    assertThat(tampering.sentences(Invariant.DRAWS))
        .contains("replicate 1 level 2 reinit draw 2: does not start at the values");
  }

  @Test
  void a_training_of_another_length_is_noticed() throws IOException {
    tampering.text(TICKET, "metrics.jsonl", "\"to\":60", "\"to\":59");
    assertThat(tampering.problems(Invariant.PLACES))
        .contains(
            "replicate 1 level 2 ticket: its record says steps 0 to 59, but the spec 0 to 60");
  }

  @Test
  void another_engine_is_noticed() throws IOException {
    tampering.text(TICKET, "environment.json", "cpu-\\d+", "cpu-99");
    assertThat(tampering.problems(Invariant.ENGINE))
        .singleElement()
        .asString()
        .startsWith("replicate 1 level 2 ticket: trained by cpu-99, but others by cpu-");
  }

  @Test
  void weights_of_another_network_are_noticed() throws IOException {
    byte[] other = tampering.read(DENSE, "weights-60.safetensors");
    tampering.bytes(TICKET, "weights-60.safetensors", _ -> other);
    assertThat(tampering.sentences(Invariant.FORM))
        .contains("no tensor is called fc1.weight.survivors");
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
    assertThat(tampering.problems(Invariant.FORM)).hasSize(1);
    assertThat(tampering.sentences(Invariant.FORM)).startsWith("replicate 1 level 0 ticket: ");
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
}
