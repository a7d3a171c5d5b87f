package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;

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

/// A sparse layer, which lays out its entries for the kernels, against scalar twins over the mask,
/// bit for bit: the twins define the kernels.
final class SparseKernelsTest {
  private static final String CASES =
      """
      1, 1, 1.0, 1
      1, 1, 0.0, 60
      2, 3, 0.5, 2
      5, 17, 0.5, 64
      7, 40, 0.0, 33
      15, 16, 0.1, 15
      16, 31, 0.9, 16
      17, 65, 0.02, 17
      10, 100, 1.0, 60
      16, 200, 0.3, 63
      10, 300, 0.05, 60
      3, 784, 0.9, 60
      31, 784, 0.2, 64
      """;

  @ParameterizedTest
  @CsvSource(textBlock = CASES)
  void a_sparse_layer_equals_its_scalar_twin(
      int outputs, int inputs, double density, int examples) {
    assertEqualsTwin(outputs, inputs, TestNetworks::randomMask, density, examples);
  }

  /// Rows without entries, and inputs that nothing listens to.
  @ParameterizedTest
  @CsvSource({"9, 33, 0.8, 60", "6, 300, 1.0, 17", "5, 784, 0.5, 64"})
  void empty_rows_and_columns_are_allowed(int outputs, int inputs, double density, int examples) {
    assertEqualsTwin(
        outputs,
        inputs,
        (network, share, seed) -> {
          Parameter weight = network.prunable().getFirst();
          BitSet kept = TestNetworks.randomMask(network, share, seed).kept(weight);
          for (int i = 0; i < weight.size(); i++) {
            if (i / inputs % 2 == 0 || i % inputs % 3 == 1) {
              kept.clear(i);
            }
          }
          return Mask.dense(network).with(weight, kept);
        },
        density,
        examples);
  }

  private interface Masks {
    Mask draw(Network network, double density, long seed);
  }

  private static void assertEqualsTwin(
      int outputs, int inputs, Masks masks, double density, int examples) {
    Layer.Dense layer = new Layer.Dense("fc1", inputs, outputs);
    Network network = new Network(List.of(layer));
    Mask mask = masks.draw(network, density, 4);
    float[] w = TestNetworks.gaussians(outputs * inputs, "w");
    float[] b = TestNetworks.gaussians(outputs, "b");
    Weights start =
        Weights.of(network.parameters(), Map.of("fc1.weight", w, "fc1.bias", b)).masked(mask);
    SparseStage stage = new SparseStage(layer, mask, start, 0);
    Inputs x = InputsTest.block(examples, inputs, i -> i % 4 == 2);
    float[] d = DenseKernelsTest.deltas(outputs, examples);

    float[] y = new float[outputs * Lanes.COUNT];
    stage.forward(x, y);
    float[] dx = new float[inputs * Lanes.COUNT];
    stage.backward(x, y, d, dx, null);
    Tensor weight = stage.tensors().getFirst();
    Tensor bias = stage.tensors().getLast();
    float[] once = stage.rowMajor(weight, weight.gradient);
    stage.backward(x, y, d, new float[0], null);

    float[] twin = new float[y.length];
    float[] twinDx = new float[dx.length];
    float[] twinGradient = new float[w.length];
    for (int o = 0; o < outputs; o++) {
      Arrays.fill(twin, o * Lanes.COUNT, (o + 1) * Lanes.COUNT, b[o]);
    }
    for (int at : mask.indices(network.prunable().getFirst())) {
      int o = at / inputs;
      int i = at % inputs;
      float[] slots = new float[16];
      for (int lane = 0; lane < Lanes.COUNT; lane++) {
        int out = o * Lanes.COUNT + lane;
        int in = i * Lanes.COUNT + lane;
        twin[out] = Math.fma(w[at], x.lanes[in], twin[out]);
        twinDx[in] = Math.fma(w[at], d[out], twinDx[in]);
        slots[lane % 16] =
            lane < 16 ? d[out] * x.lanes[in] : Math.fma(d[out], x.lanes[in], slots[lane % 16]);
      }
      twinGradient[at] = 0f + DenseKernelsTest.tree(slots);
    }
    assertThat(y).containsExactly(twin);
    assertThat(dx).containsExactly(twinDx);
    assertThat(once).containsExactly(twinGradient);
    float[] twice = stage.rowMajor(weight, weight.gradient);
    float[] db = new float[outputs];
    DenseKernels.biasGradient(d, db, new float[16]);
    for (int i = 0; i < twice.length; i++) {
      assertThat(twice[i]).isEqualTo(2 * twinGradient[i]);
    }
    for (int o = 0; o < outputs; o++) {
      assertThat(bias.gradient[o]).isEqualTo(2 * db[o]);
    }
    assertThat(stage.rowMajor(weight, weight.values)).containsExactly(start.values("fc1.weight"));
  }
}
