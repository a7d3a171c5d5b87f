package dev.tombola.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tombola.UserException;
import dev.tombola.cpu.CpuEngine;
import dev.tombola.data.DataDirectory;
import dev.tombola.data.Dataset;
import dev.tombola.experiment.Experiment;
import dev.tombola.experiment.RunFiles;
import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunListener;
import dev.tombola.experiment.TinyExperiment;
import dev.tombola.findings.TransferFindings;
import dev.tombola.findings.Verdict;
import dev.tombola.nn.Network;
import dev.tombola.nn.Weights;
import dev.tombola.ticket.TicketFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TransferTest {
  private static final String REWINDING =
      "retrain={weightsFrom: 25it, scheduleFrom: 25it, rateFrom: 25it}";
  private static final String CONTROLS = "branches=[{kind: reinit}, {kind: random-mask}]";
  private static final DataDirectory OTHERS = TinyExperiment.data("others", 4);

  @TempDir private static Path shared;
  private static Experiment experiment;
  private static TicketFile ticket;

  @TempDir private Path folder;

  @BeforeAll
  static void run() {
    experiment = TinyExperiment.run(shared, 2, "replicates=1", CONTROLS);
    ticket = Tickets.of(experiment, 2, 1);
  }

  @Test
  void a_ticket_on_other_data_is_held_against_its_controls_there() {
    TransferFindings findings = run(to("others", 3, OTHERS), 2);
    assertThat(findings.branches().sequencedKeySet())
        .containsExactly("dense", "ticket", "reinit", "random-mask");
    assertThat(findings.branches().values()).allMatch(branch -> branch.n() == 3);
    assertThat(findings.verdicts())
        .extracting(Verdict::claim)
        .containsExactly("ticket-matches-dense", "ticket-beats-reinit", "ticket-beats-random-mask");
    assertThat(findings.verdicts()).allMatch(verdict -> verdict.n() == 3);
    assertThat(findings.density()).isEqualTo(ticket.mask().density());
  }

  /// The experiment's own runs had the same data, order and draws: so everything must be theirs.
  @Test
  void back_on_its_own_data_every_branch_is_the_experiment_s_own_to_the_last_bit() {
    Transfer transfer = to("blobs", 1, TinyExperiment.data());
    run(transfer, 2);
    for (RunKey key : keys(1)) {
      assertThat(end(transfer, key).sameBits(end(experiment, key))).as("%s", key).isTrue();
    }
  }

  @Test
  void from_a_rewind_point_too_but_that_dense_continues_from_there() {
    Experiment rewinding = TinyExperiment.run(folder, 2, "replicates=1", CONTROLS, REWINDING);
    TicketFile rewound = Tickets.of(rewinding, 2, 1);
    Transfer transfer = of(rewound, 1, TinyExperiment.data(), "data.source.name=blobs");
    assertThat(transfer.trainings()).isEqualTo(5);
    run(transfer, 2);
    for (RunKey key : keys(1)) {
      assertThat(end(transfer, key).sameBits(end(rewinding, key)))
          .as("%s", key)
          .isEqualTo(key.level() > 0);
    }
    RunFiles dense = Experiment.files(transfer.directory(), RunKey.ticket(1, 0));
    assertThat(dense.record().from()).isEqualTo(25);
    assertThat(dense.record().survivors()).isEqualTo(rewound.network().weights());
  }

  @Test
  void values_that_are_kept_are_those_of_the_dense_network_s_end() {
    Experiment tuning =
        TinyExperiment.run(
            folder,
            2,
            "replicates=1",
            CONTROLS,
            "retrain={weightsFrom: end, scheduleFrom: 40it, rateFrom: end}");
    Transfer transfer =
        of(Tickets.of(tuning, 2, 1), 1, TinyExperiment.data(), "data.source.name=blobs");
    run(transfer, 2);
    RunKey random = new RunKey(1, 2, "random-mask", 1);
    assertThat(end(transfer, random).sameBits(end(tuning, random))).isTrue();
    assertThat(end(transfer, RunKey.ticket(1, 2)).sameBits(end(tuning, RunKey.ticket(1, 2))))
        .isTrue();
  }

  @Test
  void threads_change_no_byte(@TempDir Path other) throws IOException {
    Transfer one = to("others", 2, OTHERS);
    run(one, 1);
    Transfer two =
        Transfer.of(
            ticket,
            Tickets.NAME,
            Tickets.story(ticket),
            List.of("data.source.name=others"),
            2,
            OTHERS,
            other,
            new CpuEngine());
    run(two, 2);
    assertThat(sums(two.directory())).isEqualTo(sums(one.directory())).hasSize(9);
  }

  @Test
  void more_replicates_continue_it() throws IOException {
    Transfer two = to("others", 2, OTHERS);
    TransferFindings before = run(two, 2);
    SortedMap<String, String> sums = sums(two.directory());
    Transfer three = to("others", 3, OTHERS);
    assertThat(three.directory()).isEqualTo(two.directory());
    run(three, 2);
    sums.remove("DONE");
    assertThat(sums(two.directory())).containsAllEntriesOf(sums).hasSize(13);
    assertThat(run(to("others", 2, OTHERS), 2)).isEqualTo(before);
  }

  @Test
  void data_of_another_shape_are_refused_in_one_sentence() {
    Dataset small = Dataset.of("small", 2, 3, new float[600], labels(300));
    Dataset test = Dataset.of("small", 2, 3, new float[200], labels(100));
    assertThatThrownBy(() -> to("small", 2, DataDirectory.standard().with(small, test)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "--data: small has 2 features and 3 classes, but the ticket's network is made for 12"
                + " and 3; use data of that shape");
  }

  @Test
  void a_dense_network_and_one_that_starts_elsewhere_are_refused() {
    assertThatThrownBy(() -> of(Tickets.of(experiment, 0, 1), 1, OTHERS, "data.source.name=others"))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("my.ticket: nothing is pruned")
        .hasMessageContaining("no mask to transfer");
    TicketFile altered =
        Tickets.withStart(ticket, Tickets.oneBitOff(ticket, Tickets.start(ticket)));
    Transfer transfer = of(altered, 1, OTHERS, "data.source.name=others");
    assertThatThrownBy(() -> run(transfer, 1))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(
            "my.ticket: the ticket does not start from the initialisation of seed 1");
    assertThat(transfer.directory()).doesNotExist();
  }

  private static int[] labels(int size) {
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      labels[i] = i % 3;
    }
    return labels;
  }

  @Test
  void fewer_replicates_take_none_away() {
    Transfer two = to("others", 2, OTHERS);
    run(two, 2);
    run(to("others", 1, OTHERS), 2);

    assertThat(RecordedTransfer.read(two.directory()).spec().replicates()).isEqualTo(2);
  }

  private Transfer to(String name, int replicates, DataDirectory where) {
    return of(ticket, replicates, where, "data.source.name=" + name);
  }

  private Transfer of(TicketFile file, int replicates, DataDirectory where, String... data) {
    return Transfer.of(
        file,
        Tickets.NAME,
        Tickets.story(file),
        List.of(data),
        replicates,
        where,
        folder.resolve("transfers"),
        new CpuEngine());
  }

  private static TransferFindings run(Transfer transfer, int threads) {
    return transfer.run(new CpuEngine(), threads, RunListener.NONE);
  }

  private static List<RunKey> keys(long replicate) {
    return List.of(
        RunKey.ticket(replicate, 0),
        RunKey.ticket(replicate, 2),
        new RunKey(replicate, 2, "reinit", 1),
        new RunKey(replicate, 2, "random-mask", 1));
  }

  private static Weights end(Transfer transfer, RunKey key) {
    return end(Experiment.files(transfer.directory(), key), ticket.network());
  }

  private static Weights end(Experiment from, RunKey key) {
    return end(from.files(key), from.network());
  }

  private static Weights end(RunFiles files, Network network) {
    return files.weights(network).lastEntry().getValue();
  }

  /// The checksums of every run, by its place, but those of the machine.
  private static SortedMap<String, String> sums(Path directory) throws IOException {
    SortedMap<String, String> sums = new TreeMap<>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.filter(path -> path.endsWith("DONE")).toList()) {
        String text =
            Files.readString(file)
                .lines()
                .filter(line -> !line.contains("environment"))
                .toList()
                .toString();
        sums.put(directory.relativize(file).toString(), text);
      }
    }
    return sums;
  }
}
