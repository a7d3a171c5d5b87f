package dev.tombola.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.nn.Activation;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Weights;
import dev.tombola.ticket.Input;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class WorkspacesTest {
  @Test
  void a_burst_leaves_no_more_workspaces_than_there_are_processors() {
    Network network = Network.mlp(1, List.of(), 1, Activation.RELU);
    Weights weights =
        Weights.of(
            network.parameters(), Map.of("fc1.weight", new float[1], "fc1.bias", new float[1]));
    Plan plan =
        Planner.plan(network, weights, Mask.dense(network), Input.plain(), new PlainKernels());
    int processors = Runtime.getRuntime().availableProcessors();
    Workspaces workspaces = new Workspaces(() -> Workspace.single(plan));
    List<Workspace> burst = Stream.generate(workspaces::take).limit(processors + 3L).toList();

    burst.forEach(workspaces::giveBack);

    assertThat(burst).doesNotHaveDuplicates();
    assertThat(workspaces.free()).isEqualTo(processors);
    assertThat(burst).contains(workspaces.take());
    assertThat(workspaces.free()).isEqualTo(processors - 1);
  }
}
