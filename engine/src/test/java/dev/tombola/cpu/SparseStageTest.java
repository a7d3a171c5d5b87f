package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.nn.Activation;
import dev.tombola.nn.Layer;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A sparse layer lays out its entries for the kernels: against a dense layer of the same masked
/// weights, which sums in another order.
final class SparseStageTest {
  private static final String CASES =
      """
      1, 1, 1.0, 1
      1, 1, 0.0, 60
      2, 3, 0.5, 2
      5, 17, 0.5, 64
      7, 40, 0.0, 33
      16, 31, 0.9, 16
      17, 65, 0.02, 17
      10, 100, 1.0, 60
      16, 300, 0.3, 63
      3, 784, 0.9, 60
      31, 784, 0.2, 64
      """;

  @ParameterizedTest
  @CsvSource(textBlock = CASES)
  void a_sparse_layer_does_what_a_dense_one_does(
      int outputs, int inputs, double density, int examples) {
    Network network = new Network(List.of(new Layer.Dense("fc1", inputs, outputs)));
    assertAgree(network, TestNetworks.randomMask(network, density, 4), examples);
  }

  /// Rows without entries, and inputs that nothing listens to.
  @ParameterizedTest
  @CsvSource({"9, 33, 0.8, 60", "6, 300, 1.0, 17", "5, 784, 0.5, 64"})
  void empty_rows_and_columns_are_allowed(int outputs, int inputs, double density, int examples) {
    Network network = new Network(List.of(new Layer.Dense("fc1", inputs, outputs)));
    Parameter weight = network.prunable().getFirst();
    BitSet kept = TestNetworks.randomMask(network, density, 4).kept(weight);
    for (int i = 0; i < weight.size(); i++) {
      if (i / inputs % 2 == 0 || i % inputs % 3 == 1) {
        kept.clear(i);
      }
    }
    assertAgree(network, Mask.dense(network).with(weight, kept), examples);
  }

  private static void assertAgree(Network network, Mask mask, int examples) {
    Layer.Dense layer = (Layer.Dense) network.layers().getFirst();
    int inputs = layer.inputs();
    int outputs = layer.outputs();
    Weights start =
        Weights.of(
                network.parameters(),
                Map.of(
                    "fc1.weight",
                    TestNetworks.gaussians(outputs * inputs, "w"),
                    "fc1.bias",
                    TestNetworks.gaussians(outputs, "b")))
            .masked(mask);
    Twice sparse = new Twice(KernelChoice.SPARSE, layer, mask, start, examples);
    Twice dense = new Twice(KernelChoice.DENSE, layer, mask, start, examples);
    assertClose(sparse.y, dense.y);
    assertClose(sparse.dx, dense.dx);
    assertClose(sparse.weightGradient, dense.weightGradient);
    assertClose(sparse.biasGradient, dense.biasGradient);
    assertThat(sparse.weights).containsExactly(start.values("fc1.weight"));
    assertThat(dense.weights).containsExactly(start.values("fc1.weight"));
  }

  private static void assertClose(float[] got, float[] expected) {
    double largest = 1;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertThat(got).hasSameSizeAs(expected);
    for (int i = 0; i < got.length; i++) {
      if (!(Math.abs(got[i] - expected[i]) <= 1e-5 * largest)) {
        assertThat(got[i]).as("at %d", i).isEqualTo(expected[i]);
      }
    }
  }

  /// Forward once, backward twice, so that gradients add up.
  private static final class Twice {
    final float[] y;
    final float[] dx;
    final float[] weightGradient;
    final float[] biasGradient;
    final float[] weights;

    Twice(KernelChoice choice, Layer.Dense layer, Mask mask, Weights start, int examples) {
      Features from = new Features(layer.inputs(), 1, true);
      Features to = new Features(layer.outputs(), 1, true);
      Inputs x = InputsTest.block(examples, layer.inputs(), i -> i % 4 == 2);
      System.arraycopy(x.lanes, 0, from.values(0), 0, x.lanes.length);
      from.block(0).examples(examples);
      Pass pass = new Pass();
      pass.begin(examples, true);
      Setup setup = new Setup(mask, start, new Team(), pass);
      Stage stage = choice.stage(layer, Activation.TANH, from, to, setup);
      to.claimGradient();
      new Segment(List.of(stage), Lanes.COUNT).layOutBackward(0);
      stage.forward(0);
      y = rows(to.values(0), layer.outputs());
      deltas(layer, examples, to.gradient(0));
      stage.backward(0, null);
      dx = rows(from.gradient(0), layer.inputs());
      deltas(layer, examples, to.gradient(0));
      stage.backward(0, null);
      Tensor weight = stage.tensors().getFirst();
      Tensor bias = stage.tensors().getLast();
      weightGradient = stage.rowMajor(weight, weight.gradient);
      biasGradient = stage.rowMajor(bias, bias.gradient);
      weights = stage.rowMajor(weight, weight.values);
    }

    private static void deltas(Layer.Dense layer, int examples, float[] d) {
      float[] drawn = TestLanes.deltas(layer.outputs(), examples);
      int length = layer.outputs() * Lanes.COUNT;
      System.arraycopy(drawn, Lanes.at(0), d, Lanes.at(0), length);
    }

    private static float[] rows(float[] lanes, int count) {
      return Arrays.copyOfRange(lanes, Lanes.at(0), Lanes.at(count));
    }
  }
}
