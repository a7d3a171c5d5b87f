package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.nn.Activation;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.train.Cost;
import dev.tombola.train.Optimiser;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a program says that it does, against sums done by hand.
final class CostTest {
  private static final Network LENET = Network.mlp(784, List.of(300, 100), 10, Activation.RELU);
  private static final Optimiser ADAM = new Optimiser.Adam(0.9, 0.999, 1e-8, 0);

  @Test
  void a_dense_step_of_lenet_is_72_million_operations() {
    Cost cost = cost(LENET, Mask.dense(LENET), ADAM, 60);
    long weights = 784 * 300 + 300 * 100 + 100 * 10;
    long biases = 300 + 100 + 10;
    long forward = 2 * weights * 60; // and as much for the weight gradient
    long inputGradient = 2 * (300 * 100 + 100 * 10) * 60;
    long relu = 2 * (300 + 100) * 60;
    long adam = 16 * (weights + biases);
    long loss = 5 * 10 * 60;
    assertThat(cost.step())
        .isEqualTo(2 * forward + inputGradient + biases * 60 + relu + adam + loss)
        .isEqualTo(71_949_360);
    assertThat(cost.example()).isEqualTo(2 * weights + 400 + 4 * 10);
    assertThat(cost.sparseStep()).isZero();
    assertThat(cost.sparseExample()).isZero();
  }

  @Test
  void dense_kernels_count_all_their_weights_and_sparse_ones_their_survivors() {
    Cost dense = cost(LENET, Mask.dense(LENET), ADAM, 60);
    assertThat(cost(LENET, TestNetworks.randomMask(LENET, 0.8, 1), ADAM, 60)).isEqualTo(dense);
    Mask mask = TestNetworks.randomMask(LENET, 0.1, 1);
    Cost sparse = cost(LENET, mask, ADAM, 60);
    long survivors = mask.survivors();
    long above = survivors - mask.survivors(LENET.prunable().getFirst());
    assertThat(sparse.sparseStep()).isEqualTo((4 * survivors + 2 * above) * 60);
    assertThat(sparse.sparseExample()).isEqualTo(2 * survivors);
    assertThat(dense.step() - sparse.step())
        .isEqualTo(
            (4 * (266_200 - survivors) + 2 * (31_000 - above)) * 60 + 16 * (266_200 - survivors));
  }

  @Test
  void the_cost_never_rises_when_the_density_falls() {
    long before = Long.MAX_VALUE;
    for (double density : new double[] {1, 0.8, 0.6, 0.5, 0.3, 0.1, 0.03, 0}) {
      long step = cost(LENET, TestNetworks.randomMask(LENET, density, 1), ADAM, 60).step();
      assertThat(step).isLessThanOrEqualTo(before);
      before = step;
    }
    assertThat(before).isLessThan(200_000); // biases, non-linearities and loss are left
  }

  @Test
  void a_batch_counts_by_its_examples_whatever_blocks_it_fills() {
    Mask mask = Mask.dense(LENET);
    long update = 16L * (266_200 + 410);
    long one = cost(LENET, mask, ADAM, 1).step() - update;
    assertThat(cost(LENET, mask, ADAM, 64).step() - update).isEqualTo(64 * one);
    assertThat(cost(LENET, mask, ADAM, 150).step() - update).isEqualTo(150 * one);
  }

  @Test
  void an_optimiser_counts_for_each_value_that_it_moves() {
    Network network = Network.mlp(5, List.of(4), 2, Activation.TANH);
    Mask mask = Mask.dense(network);
    long values = 5 * 4 + 4 + 4 * 2 + 2;
    long sgd = cost(network, mask, new Optimiser.Sgd(0), 3).step();
    assertThat(cost(network, mask, new Optimiser.Momentum(0.9, false, 0), 3).step())
        .isEqualTo(sgd + 2 * values);
    assertThat(cost(network, mask, new Optimiser.Momentum(0.9, true, 0), 3).step())
        .isEqualTo(sgd + 4 * values);
    assertThat(cost(network, mask, ADAM, 3).step()).isEqualTo(sgd + 12 * values);
    long products = (4 * (5 * 4 + 4 * 2) + 2 * 4 * 2) * 3;
    assertThat(sgd).isEqualTo(products + (4 + 2) * 3 + 4 * values + 4 * 4 * 3 + 5 * 2 * 3);
  }

  private static Cost cost(Network network, Mask mask, Optimiser optimiser, int batch) {
    return new CpuEngine().open(ShortTraining.training(network, mask, optimiser, batch, 10)).cost();
  }
}
