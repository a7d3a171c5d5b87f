package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.nn.Layer;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import dev.tombola.random.Streams;
import dev.tombola.train.Initialiser;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LayerProductTest {
  @ParameterizedTest
  @EnumSource(KernelChoice.class)
  void only_surviving_weights_count_as_operations(KernelChoice kernels) {
    Layer.Dense layer = new Layer.Dense("fc1", 5, 3);
    Network network = new Network(List.of(layer));
    Parameter weight = layer.parameters().getFirst();
    Mask mask = Mask.dense(network).with(weight, BitSet.valueOf(new long[] {0b1011}));
    Weights weights = Initialiser.GLOROT_NORMAL.draw(network, Streams.of(1));
    LayerProduct product = new LayerProduct(layer, mask, weights, kernels);
    product.multiply();
    assertThat(product.operations()).isEqualTo(2 * 3 * 64);
  }
}
