package dev.tombola.lottery;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tombola.branch.Branch;
import dev.tombola.branch.Ticket;
import dev.tombola.nn.Activation;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import dev.tombola.prune.Pruning;
import dev.tombola.random.Streams;
import dev.tombola.train.Initialiser;
import dev.tombola.train.Trajectory;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/// Each invariant is violated on purpose: the error names layer and index.
final class InvariantsTest {
  private static final Network NETWORK = Network.mlp(6, List.of(4), 2, Activation.RELU);
  private static final Parameter FIRST = NETWORK.prunable().getFirst();
  private static final Weights WEIGHTS = Initialiser.KAIMING_NORMAL.draw(NETWORK, Streams.of(1));

  @Test
  void a_mask_that_regrows_is_noticed() {
    assertThatThrownBy(() -> Invariants.masksNest(without(5), without(7)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("came back into the mask")
        .hasMessageContaining("fc1.weight[5]");
  }

  @Test
  void a_sparsity_that_was_not_asked_for_is_noticed() {
    List<Pruning.Group> groups = List.of(new Pruning.Group(List.of(FIRST), 6));
    assertThatThrownBy(
            () -> Invariants.requestedIsObtained(groups, Mask.dense(NETWORK), without(3)))
        .hasMessageContaining("fc1.weight: 18 weights were to survive, but 23 did");
  }

  @Test
  void a_survivor_that_does_not_start_at_its_rewind_point_is_noticed() {
    float[] changed = WEIGHTS.values(FIRST).clone();
    changed[9] = Math.nextUp(changed[9]);
    Ticket ticket = new Ticket(NETWORK, without(3), WEIGHTS.with(FIRST.name(), changed));
    assertThatThrownBy(() -> Invariants.startsAt(WEIGHTS, ticket, ticket.start()))
        .hasMessageContaining("fc1.weight[9]");
  }

  @Test
  void an_engine_that_starts_elsewhere_is_noticed() {
    Ticket ticket = new Ticket(NETWORK, without(3), WEIGHTS);
    SequencedMap<Long, Weights> weights = new LinkedHashMap<>();
    weights.put(0L, WEIGHTS);
    weights.put(10L, ticket.start());
    Trajectory trajectory = new Trajectory(List.of(), null, List.of(), weights, null, null, null);
    assertThatThrownBy(() -> Lottery.check(ticket, trajectory))
        .hasMessageContaining("does not start where it was to")
        .hasMessageContaining("fc1.weight[3]");
  }

  @Test
  void a_control_that_changes_more_than_its_factor_is_noticed() {
    Ticket ticket = new Ticket(NETWORK, without(3), WEIGHTS);
    assertThatThrownBy(() ->
            Invariants.control(
                new Branch.Reinit(List.of(), 1), ticket, new Ticket(NETWORK, without(5), WEIGHTS)))
        .hasMessageContaining("reinit has another mask: fc1.weight[3]");
    assertThatThrownBy(() ->
            Invariants.control(
                new Branch.RandomMask(List.of(), 1),
                ticket,
                new Ticket(NETWORK, Mask.dense(NETWORK), WEIGHTS)))
        .hasMessageContaining("random-mask has 24 survivors in fc1.weight, but its ticket has 23");
    Invariants.control(
        new Branch.RandomMask(List.of(), 1), ticket, new Ticket(NETWORK, without(5), WEIGHTS));
  }

  @Test
  void a_pruned_weight_that_is_not_zero_after_training_is_noticed() {
    assertThatThrownBy(() -> Invariants.prunedStayZero(without(3), WEIGHTS))
        .hasMessageContaining("after training")
        .hasMessageContaining("fc1.weight[3]");
  }

  private static Mask without(int index) {
    BitSet kept = Mask.dense(NETWORK).kept(FIRST);
    kept.clear(index);
    return Mask.dense(NETWORK).with(FIRST, kept);
  }
}
