package dev.tombola.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tombola.UserException;
import dev.tombola.cpu.CpuEngine;
import dev.tombola.data.DataDirectory;
import dev.tombola.experiment.Experiment;
import dev.tombola.experiment.RunFiles;
import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunListener;
import dev.tombola.experiment.Runner;
import dev.tombola.experiment.TinyExperiment;
import dev.tombola.format.WeightTensors;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Weights;
import dev.tombola.ticket.Input;
import dev.tombola.ticket.TicketFile;
import dev.tombola.verify.Check.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VerifierTest {
  private static final String REWINDING =
      "retrain={weightsFrom: 25it, scheduleFrom: 25it, rateFrom: 25it}";
  private static final String FINE_TUNING =
      "retrain={weightsFrom: end, scheduleFrom: 40it, rateFrom: end}";
  private static final String CONTROLS =
      "branches=[{kind: reinit, draws: 2}, {kind: random-mask}, {kind: shuffle-values},"
          + " {kind: sign-only}, {kind: small-dense}]";

  @TempDir private static Path folder;
  private static Experiment experiment;
  private static TicketFile ticket;

  @BeforeAll
  static void run() {
    experiment = TinyExperiment.run(folder, 2, "replicates=1", CONTROLS);
    ticket = Tickets.of(experiment, 2, 1);
  }

  @Test
  void a_ticket_trained_again_from_its_file_is_the_same() {
    Verification verification = verify(ticket);
    assertThat(verification.holds()).isTrue();
    assertThat(verification.checks())
        .extracting(Check::name)
        .containsExactly(
            "engine", "data", "network", "input", "start", "trained", "early stop", "end");
    assertThat(found(verification, "start")).contains("the initialisation of seed 1");
    assertThat(found(verification, "trained")).contains("after iteration 60");
  }

  @Test
  void so_are_the_dense_network_and_every_draw_of_every_control_in_the_spec_s_order() {
    Verification verification = verify(ticket, Also.CONTROLS);
    assertThat(verification.holds()).isTrue();
    assertThat(names(verification, Outcome.HOLDS))
        .endsWith(
            "dense",
            "reinit",
            "reinit 2",
            "random-mask",
            "shuffle-values",
            "sign-only",
            "small-dense");
  }

  @Test
  void threads_change_nothing() {
    assertThat(
            new Verifier(new CpuEngine(), 3, RunListener.NONE)
                .verify(
                    ticket,
                    Tickets.NAME,
                    Tickets.story(ticket),
                    TinyExperiment.data(),
                    Set.of(Also.values())))
        .isEqualTo(verify(ticket, Also.values()));
  }

  @Test
  void the_dense_network_is_a_ticket_too() {
    TicketFile dense = Tickets.of(experiment, 0, 1);
    assertThat(verify(dense, Also.CONTROLS).holds()).isTrue();
    assertThat(verify(dense, Also.CONTROLS)).isEqualTo(verify(dense));
  }

  @ParameterizedTest
  @MethodSource("everythingElse")
  void a_rewind_point_is_trained_up_to(Also[] also, @TempDir Path place) {
    Experiment rewinding = TinyExperiment.run(place, 2, "replicates=1", CONTROLS, REWINDING);
    Verification verification = verify(Tickets.of(rewinding, 2, 1), also);
    assertThat(names(verification, Outcome.FAILS)).isEmpty();
    assertThat(names(verification, Outcome.HOLDS)).contains("start", "trained");
    assertThat(found(verification, "start")).contains("step 25 of the dense training of seed 1");
  }

  @Test
  void where_values_are_kept_only_drawing_it_again_tells_the_start(@TempDir Path place) {
    Experiment tuning = TinyExperiment.run(place, 2, "replicates=1", CONTROLS, FINE_TUNING);
    TicketFile tuned = Tickets.of(tuning, 2, 1);
    for (Also[] also : List.of(new Also[0], new Also[] {Also.CONTROLS})) {
      Verification verification = verify(tuned, also);
      assertThat(verification.holds()).isTrue();
      assertThat(names(verification, Outcome.UNTOLD)).containsExactly("start");
    }
    Verification drawn = verify(tuned, Also.values());
    assertThat(drawn.checks()).allMatch(check -> check.outcome() == Outcome.HOLDS);
    assertThat(found(drawn, "start")).contains("those of the end of the level before");
  }

  @ParameterizedTest
  @ValueSource(strings = {"iterative", "one-shot"})
  void drawn_again_it_has_the_same_mask(String rounds, @TempDir Path place) {
    Experiment pruned = TinyExperiment.run(place, 2, "replicates=1", "pruning.rounds=" + rounds);
    Verification verification = verify(Tickets.of(pruned, 2, 1), Also.DRAW);
    assertThat(verification.holds()).isTrue();
    assertThat(names(verification, Outcome.HOLDS)).contains("mask");
  }

  /// It starts where it should and trains as it should: only drawing it again tells.
  @Test
  void a_mask_that_was_not_drawn_is_named() {
    RunFiles control = experiment.files(new RunKey(1, 2, "random-mask", 1));
    SequencedMap<Long, Weights> weights = control.weights(ticket.network());
    TicketFile planted =
        new TicketFile(
            ticket.network(),
            control.mask(ticket.network()),
            weights.firstEntry().getValue(),
            weights.lastEntry().getValue(),
            ticket.input(),
            ticket.about());
    assertThat(names(verify(planted), Outcome.HOLDS)).contains("start", "trained");
    Verification verification = verify(planted, Also.DRAW);
    assertThat(names(verification, Outcome.FAILS)).contains("mask").doesNotContain("trained");
    assertThat(found(verification, "mask")).startsWith("of its ");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_checkpoint_that_it_starts_from_is_looked_for(boolean trained, @TempDir Path place) {
    DataDirectory where =
        TinyExperiment.data()
            .with(
                "mine",
                WeightTensors.file(
                    ticket.trained(), ticket.network(), Mask.dense(ticket.network())));
    List<String> overrides = new ArrayList<>(List.of("replicates=1", CONTROLS));
    overrides.add("start={kind: checkpoint, file: mine, trained: %s}".formatted(trained));
    if (trained) {
      overrides.add(FINE_TUNING);
    }
    Experiment pruned = TinyExperiment.of(place, overrides, where);
    new Runner(new CpuEngine(), 2, RunListener.NONE).run(pruned);
    Verification verification = verify(Tickets.of(pruned, 2, 1), where, Also.values());
    assertThat(verification.checks()).allMatch(check -> check.outcome() == Outcome.HOLDS);
    assertThat(found(verification, "start"))
        .contains(trained ? "the end of the level before" : "the checkpoint that its spec names");
  }

  @Test
  void a_checkpoint_that_no_check_needs_may_be_gone(@TempDir Path place) {
    DataDirectory where =
        TinyExperiment.data()
            .with(
                "mine",
                WeightTensors.file(
                    ticket.trained(), ticket.network(), Mask.dense(ticket.network())));
    Experiment tuned =
        TinyExperiment.of(
            place,
            List.of("replicates=1", "start={kind: checkpoint, file: mine}", FINE_TUNING),
            where);
    new Runner(new CpuEngine(), 2, RunListener.NONE).run(tuned);
    TicketFile shipped = Tickets.of(tuned, 2, 1);

    assertThat(verify(shipped, TinyExperiment.data()).holds()).isTrue();
    assertThatThrownBy(() -> verify(shipped, TinyExperiment.data(), Also.DRAW))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("start.file: ");
  }

  @Test
  void other_ways_to_retrain_are_left_out(@TempDir Path place) {
    Experiment ways =
        TinyExperiment.run(
            place,
            2,
            "replicates=1",
            "branches=[{kind: retraining, name: rewinding, " + REWINDING.replace('=', ':') + "}]");
    Verification verification = verify(Tickets.of(ways, 2, 1), Also.CONTROLS);
    assertThat(verification.holds()).isTrue();
    assertThat(names(verification, Outcome.UNTOLD)).containsExactly("rewinding");
  }

  @Test
  void one_bit_of_the_trained_values_is_named() {
    TicketFile altered = Tickets.withTrained(ticket, Tickets.oneBitOff(ticket, ticket.trained()));
    Verification verification = verify(altered);
    assertThat(names(verification, Outcome.FAILS)).containsExactly("trained");
    assertThat(found(verification, "trained")).contains("1 of ", "values differs: fc1.weight[");
  }

  @Test
  void one_bit_of_the_starting_values_is_named() {
    TicketFile altered =
        Tickets.withStart(ticket, Tickets.oneBitOff(ticket, Tickets.start(ticket)));
    Verification verification = verify(altered);
    assertThat(names(verification, Outcome.FAILS)).contains("start");
    assertThat(found(verification, "start"))
        .startsWith("not those of the initialisation of seed 1: 1 of ")
        .contains("fc1.weight[");
  }

  @Test
  void another_seed_does_not_give_these_values() {
    TicketFile alone = Tickets.retold(ticket, "controls", ".+", "[]");
    TicketFile other = Tickets.retold(alone, "draw", "\"replicate\":1", "\"replicate\":7");
    assertThat(names(verify(other), Outcome.FAILS)).contains("start", "trained");
  }

  @Test
  void results_that_were_improved_are_named() {
    TicketFile improved =
        Tickets.retold(ticket, "results", "(\"last\".*\"correct\":)\\d+", "$1100");
    Verification verification = verify(improved);
    assertThat(names(verification, Outcome.FAILS)).containsExactly("end");
    assertThat(found(verification, "end")).startsWith("100 of 100 right, loss ");
  }

  @Test
  void a_training_that_was_another_one_is_named() {
    TicketFile longer = Tickets.retold(ticket, "draw", "\"to\":60", "\"to\":6000");
    assertThat(found(verify(longer), "trained"))
        .isEqualTo("from iteration 0 to 6,000, the file says, but its spec from 0 to 60");
  }

  @Test
  void a_control_that_was_made_worse_is_named() {
    TicketFile worse =
        Tickets.retold(ticket, "controls", "(\"reinit\",\"draw\":2.*?\"correct\":)\\d+", "$10");
    assertThat(names(verify(worse), Outcome.FAILS)).isEmpty();
    assertThat(names(verify(worse, Also.CONTROLS), Outcome.FAILS)).containsExactly("reinit 2");
  }

  @Test
  void a_control_that_was_another_one_is_named() {
    TicketFile other =
        Tickets.retold(ticket, "controls", "(\"small-dense\".*?\"survivors\":)\\d+", "$11");
    Verification verification = verify(other, Also.CONTROLS);
    assertThat(names(verification, Outcome.FAILS)).containsExactly("small-dense");
    assertThat(found(verification, "small-dense"))
        .startsWith("1 of ")
        .contains(" in the file, but ");
  }

  @Test
  void inputs_that_are_scaled_otherwise_are_named() {
    Input input = ticket.input();
    TicketFile other =
        Tickets.withInput(ticket, new Input(new float[] {1}, input.shift(), input.classNames()));
    assertThat(names(verify(other), Outcome.FAILS)).containsExactly("input");
  }

  @Test
  void other_data_leave_nothing_to_train_with() {
    Verification verification = verify(ticket, TinyExperiment.data("blobs", 4));
    assertThat(verification.holds()).isFalse();
    assertThat(verification.checks()).extracting(Check::name).containsExactly("engine", "data");
    assertThat(found(verification, "data")).contains("bring those back");
  }

  @Test
  void bytes_of_other_numerics_are_not_compared() {
    TicketFile older =
        Tickets.retold(ticket, "code", "\"engine\":\"[^\"]*\"", "\"engine\":\"cpu-0\"");
    Verification verification = verify(older);
    assertThat(names(verification, Outcome.FAILS)).containsExactly("engine");
    assertThat(verification.checks()).hasSize(1);
    assertThat(found(verification, "engine")).contains("cpu-0", "bytes cannot be compared");
  }

  @Test
  void a_spec_of_another_network_is_named() {
    TicketFile other = Tickets.retold(ticket, "spec", "\\[16,8\\]", "[16,9]");
    assertThat(names(verify(other), Outcome.FAILS)).containsExactly("network");
  }

  @Test
  void data_that_are_not_there_and_a_ticket_without_a_start_are_refused() {
    assertThatThrownBy(() -> verify(ticket, DataDirectory.standard()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("blobs");
    TicketFile predicting =
        new TicketFile(
            ticket.network(),
            ticket.mask(),
            null,
            ticket.trained(),
            ticket.input(),
            ticket.about());
    assertThatThrownBy(() -> verify(predicting))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("my.ticket: has no starting values, ");
  }

  static Stream<Arguments> everythingElse() {
    return Stream.of(
        Arguments.of((Object) new Also[] {}),
        Arguments.of((Object) new Also[] {Also.DRAW}),
        Arguments.of((Object) new Also[] {Also.CONTROLS}),
        Arguments.of((Object) Also.values()));
  }

  private static Verification verify(TicketFile file, Also... also) {
    return verify(file, TinyExperiment.data(), also);
  }

  private static Verification verify(TicketFile file, DataDirectory where, Also... also) {
    return new Verifier(new CpuEngine(), 1, RunListener.NONE)
        .verify(file, Tickets.NAME, Tickets.story(file), where, Set.of(also));
  }

  private static List<String> names(Verification verification, Outcome outcome) {
    return verification.checks().stream()
        .filter(check -> check.outcome() == outcome)
        .map(Check::name)
        .toList();
  }

  private static String found(Verification verification, String name) {
    return verification.checks().stream()
        .filter(check -> check.name().equals(name))
        .map(Check::found)
        .findFirst()
        .orElseThrow();
  }
}
