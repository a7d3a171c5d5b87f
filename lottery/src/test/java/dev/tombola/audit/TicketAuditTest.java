package dev.tombola.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.experiment.TinyExperiment;
import dev.tombola.format.Safetensors;
import dev.tombola.format.Safetensors.Tensor;
import dev.tombola.format.WeightTensors;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import dev.tombola.random.Streams;
import dev.tombola.ship.TicketExport;
import dev.tombola.ticket.TicketFile;
import dev.tombola.train.Initialiser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tickets that somebody altered and sealed again.
final class TicketAuditTest {
  @TempDir private static Path shared;
  private static TicketFile ticket;

  @TempDir private Path folder;

  @BeforeAll
  static void runOnce() {
    ticket = export(shared, 2);
  }

  private static TicketFile export(Path folder, int level, String... overrides) {
    Path directory = TinyExperiment.run(folder, 2, overrides).paths().directory();
    return TicketExport.of(directory).ticket(level, 1, TinyExperiment.data());
  }

  @Test
  void all_of_an_exported_ticket_holds() throws IOException {
    TicketAudit audit = audit(ticket);
    assertThat(audit.checks()).allMatch(Check::holds).allMatch(check -> check.places() > 0);
    assertThat(audit.notes()).isEmpty();
    assertThat(audit.structure().orElseThrow().hiddenNeurons()).isEqualTo(16 + 8);
  }

  @Test
  void the_dense_network_and_other_scopes_hold_too() throws IOException {
    assertThat(audit(export(folder, 0)).holds()).isTrue();
    for (String scope :
        List.of("{kind: global, rate: 0.6}", "{kind: erdos-renyi-kernel, rate: 0.6}")) {
      assertThat(audit(export(folder, 2, "pruning.scope=" + scope)).holds()).isTrue();
    }
  }

  @Test
  void a_start_that_only_a_training_has_is_said() throws IOException {
    TicketAudit audit =
        audit(export(folder, 1, "retrain={weightsFrom: 20it, scheduleFrom: 20it, rateFrom: 20it}"));
    assertThat(audit.holds()).isTrue();
    assertThat(audit.notes())
        .singleElement()
        .asString()
        .contains("retrain.weightsFrom: 20it", "`tombola ticket verify`");
  }

  @Test
  void survivors_of_a_checkpoint_are_said_to_be_of_one() throws IOException {
    Path model = Files.write(folder.resolve("model.safetensors"), dense());
    String start = "start={kind: checkpoint, file: \"%s\"}".formatted(model);
    TicketAudit audit = audit(export(folder, 2, start));
    assertThat(audit.holds()).isTrue();
    assertThat(audit.notes()).singleElement().asString().contains("survivors of a checkpoint");
  }

  @Test
  void a_checkpoint_that_is_level_0_as_it_is_is_told_by_its_checksum() throws IOException {
    Path model = Files.write(folder.resolve("model.safetensors"), dense());
    String start = "start={kind: checkpoint, file: \"%s\", trained: true}".formatted(model);
    TicketFile level0 = export(folder, 0, start);
    TicketAudit audit = audit(level0);
    assertThat(audit.checks()).allMatch(Check::holds).allMatch(check -> check.places() > 0);
    assertThat(audit.notes()).isEmpty();

    Weights other = changed(level0.trained(), 0, 2);
    TicketFile further =
        new TicketFile(
            level0.network(), level0.mask(), level0.start(), other, level0.input(), level0.about());
    assertThat(problems(audit(further), Invariant.TRAINED)).hasSize(1);
    TicketFile elsewhere =
        new TicketFile(
            level0.network(), level0.mask(), other, other, level0.input(), level0.about());
    assertThat(problems(audit(elsewhere), Invariant.INITIALISATION))
        .singleElement()
        .asString()
        .contains("checksum");
  }

  private static byte[] dense() {
    Network network = ticket.network();
    Weights drawn = Initialiser.KAIMING_NORMAL.draw(network, Streams.of(9));
    return WeightTensors.file(drawn, network, Mask.dense(network)).encode();
  }

  @Test
  void a_broken_seal_is_a_finding_though_the_file_cannot_be_read() throws IOException {
    byte[] bytes = ticket.encode();
    bytes[bytes.length - 1] ^= 1;
    Path file = Files.write(folder.resolve("broken.ticket"), bytes);
    TicketAudit audit = TicketAudit.of(file);
    assertThat(audit.checks())
        .singleElement()
        .satisfies(check -> {
          assertThat(check.invariant()).isEqualTo(Invariant.FORM);
          assertThat(check.problems()).singleElement().asString().contains("truncated or altered");
        });
    Files.write(file, new byte[3]);
    assertThat(TicketAudit.of(file).holds()).isFalse();
  }

  @Test
  void a_ticket_is_known_by_its_first_bytes_too() throws IOException {
    Path file = Files.write(folder.resolve("renamed.safetensors"), ticket.encode());
    assertThat(Audit.of(List.of(file))).singleElement().isInstanceOf(TicketAudit.class);
  }

  @Test
  void another_start_than_the_draw_is_noticed() throws IOException {
    int survivor = ticket.mask().kept(first()).nextSetBit(0);
    Weights start = Objects.requireNonNull(ticket.start());
    TicketAudit audit = audit(with(ticket.mask(), changed(start, survivor, 2), ticket.trained()));
    assertThat(problems(audit, Invariant.INITIALISATION))
        .singleElement()
        .asString()
        .contains("fc1.weight[" + survivor + "]");
  }

  @Test
  void more_survivors_than_the_scope_asks_for_are_noticed() throws IOException {
    BitSet kept = ticket.mask().kept(first());
    int back = kept.nextClearBit(0);
    kept.set(back);
    Mask mask = ticket.mask().with(first(), kept);
    TicketFile more = with(mask, ticket.start(), ticket.trained());
    assertThat(problems(audit(more), Invariant.COUNTS))
        .singleElement()
        .asString()
        .contains("not of these weights");
    SequencedMap<String, String> about = new LinkedHashMap<>(ticket.about());
    about.computeIfPresent(
        "draw",
        (_, draw) ->
            draw.replace(
                "\"survivors\":" + ticket.mask().survivors(), "\"survivors\":" + mask.survivors()));
    TicketFile agreed =
        new TicketFile(more.network(), mask, more.start(), more.trained(), more.input(), about);
    assertThat(problems(audit(agreed), Invariant.COUNTS))
        .singleElement()
        .asString()
        .contains("weights were to survive");
  }

  @Test
  void a_training_that_did_nothing_is_noticed() throws IOException {
    TicketFile idle = with(ticket.mask(), ticket.start(), Objects.requireNonNull(ticket.start()));
    assertThat(problems(audit(idle), Invariant.TRAINED)).hasSize(1);
  }

  @Test
  void values_that_are_no_numbers_and_values_of_more_than_survivors_are_noticed()
      throws IOException {
    SequencedMap<String, Tensor> sick = tensors();
    sick.put("trained.fc1.bias", Tensor.of(List.of(16), ForeignCheckpoint.filled(16, Float.NaN)));
    assertThat(problems(sealed(sick))).anyMatch(problem -> problem.contains("NaN"));
    SequencedMap<String, Tensor> more = tensors();
    more.put("trained.fc1.weight", Tensor.of(List.of(1), new float[] {1}));
    assertThat(problems(sealed(more))).isNotEmpty();
    assertThat(problems(sealed(tensors()))).isEmpty();
  }

  private static SequencedMap<String, Tensor> tensors() {
    return new LinkedHashMap<>(Safetensors.decode(ticket.encode(), "my.ticket").tensors());
  }

  /// A file of these tensors with the digest that fits.
  private TicketAudit sealed(SequencedMap<String, Tensor> tensors) throws IOException {
    SequencedMap<String, String> metadata =
        new LinkedHashMap<>(Safetensors.decode(ticket.encode(), "my.ticket").metadata());
    metadata.put("sha256", "0".repeat(64));
    byte[] zeroed = new Safetensors(tensors, metadata).encode();
    metadata.put("sha256", Tampering.sum(zeroed));
    Path file = folder.resolve("sealed.ticket");
    return TicketAudit.of(Files.write(file, new Safetensors(tensors, metadata).encode()));
  }

  private static List<String> problems(Audit audit) {
    return audit.checks().stream().flatMap(check -> check.problems().stream()).toList();
  }

  @Test
  void a_ticket_without_a_start_or_a_story_says_so() throws IOException {
    TicketFile bare =
        new TicketFile(
            ticket.network(),
            ticket.mask(),
            null,
            ticket.trained(),
            ticket.input(),
            new LinkedHashMap<>());
    TicketAudit audit = audit(bare);
    assertThat(audit.holds()).isTrue();
    assertThat(audit.notes()).hasSize(2);
  }

  private static Parameter first() {
    return ticket.network().prunable().getFirst();
  }

  private static Weights changed(Weights weights, int index, float value) {
    float[] values = weights.values(first()).clone();
    values[index] = value;
    return weights.with(first().name(), values);
  }

  private static TicketFile with(Mask mask, @Nullable Weights start, Weights trained) {
    return new TicketFile(ticket.network(), mask, start, trained, ticket.input(), ticket.about());
  }

  private TicketAudit audit(TicketFile altered) throws IOException {
    return TicketAudit.of(Files.write(folder.resolve("my.ticket"), altered.encode()));
  }

  private static List<String> problems(Audit audit, Invariant invariant) {
    return audit.checks().stream()
        .filter(check -> check.invariant() == invariant)
        .flatMap(check -> check.problems().stream())
        .toList();
  }
}
