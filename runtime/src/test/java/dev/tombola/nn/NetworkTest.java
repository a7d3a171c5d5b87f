package dev.tombola.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NetworkTest {
  @Test
  void lenet_300_100_has_the_parameters_of_the_paper() {
    Network lenet = Network.mlp(784, List.of(300, 100), 10, Activation.RELU);
    assertThat(lenet.weights()).isEqualTo(266_200);
    assertThat(lenet.parameters())
        .containsExactly(
            new Parameter("fc1.weight", List.of(300, 784), Parameter.Role.WEIGHT),
            new Parameter("fc1.bias", List.of(300), Parameter.Role.BIAS),
            new Parameter("fc2.weight", List.of(100, 300), Parameter.Role.WEIGHT),
            new Parameter("fc2.bias", List.of(100), Parameter.Role.BIAS),
            new Parameter("fc3.weight", List.of(10, 100), Parameter.Role.WEIGHT),
            new Parameter("fc3.bias", List.of(10), Parameter.Role.BIAS));
    assertThat(lenet.layers())
        .extracting(Layer::name)
        .containsExactly("fc1", "act1", "fc2", "act2", "fc3");
    assertThat(lenet.inputs()).isEqualTo(784);
    assertThat(lenet.classes()).isEqualTo(10);
  }

  @Test
  void a_network_without_hidden_layers_is_one_dense_layer() {
    Network regression = Network.mlp(4, List.of(), 3, Activation.TANH);
    assertThat(regression.layers()).containsExactly(new Layer.Dense("fc1", 4, 3));
  }

  @Test
  void only_weights_can_be_pruned() {
    Network network = Network.mlp(4, List.of(3), 2, Activation.TANH);
    assertThat(network.prunable())
        .extracting(Parameter::name)
        .containsExactly("fc1.weight", "fc2.weight");
  }

  @Test
  void layers_that_do_not_fit_are_refused_by_name() {
    Layer first = new Layer.Dense("a", 4, 3);
    Layer second = new Layer.Dense("b", 5, 2);
    assertThatThrownBy(() -> new Network(List.of(first, second)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a gives 3 features but b takes 5");
    assertThatThrownBy(() -> new Network(List.of())).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new Network(List.of(new Layer.Dense("a", 3, 3), new Layer.Relu("a", 3))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("share a name");
    assertThatThrownBy(() -> new Layer.Dense("a", 0, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a: ");
  }

  @Test
  void images_that_do_not_fit_are_refused_with_their_shapes() {
    ImageShape image = new ImageShape(3, 8, 8);
    Layer conv = new Layer.Conv("a", image, 4, 3, 2, 1, false);
    Layer pool = new Layer.MaxPool("b", new ImageShape(16, 2, 2), 2, 2);
    assertThatThrownBy(() -> new Network(List.of(conv, pool)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a gives 4×4×4 but b takes 16×2×2");
    Layer dense = new Layer.Dense("c", 192, 64);
    assertThatThrownBy(() -> new Network(List.of(dense, pool)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("c gives features without a shape but b takes 16×2×2");
  }

  @Test
  void a_residual_block_says_which_ends_of_its_two_ways_do_not_meet() {
    ImageShape image = new ImageShape(3, 8, 8);
    Layer conv = new Layer.Conv("conv", image, 4, 3, 2, 1, false);
    Layer relu = new Layer.Relu("relu", image.features());
    Layer norm = new Layer.BatchNorm("norm", new ImageShape(4, 4, 4));
    assertThatThrownBy(() -> new Layer.Residual("block", List.of(conv), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "block: the body gives 4×4×4, the shortcut 3×8×8; both have to give the same image");
    assertThatThrownBy(() -> new Layer.Residual("block", List.of(conv), List.of(norm)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "block: the body takes 3×8×8, the shortcut 4×4×4; both have to take the same image");
    assertThatThrownBy(() -> new Layer.Residual("block", List.of(relu), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("block: the body takes features without a shape, ");
    Layer dense = new Layer.Dense("dense", conv.outputs(), 3);
    assertThatThrownBy(
            () -> new Layer.Residual("block", List.of(conv, dense), List.of(conv, dense)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("block: the body gives features without a shape, ");
  }

  @Test
  void an_activation_right_after_another_or_before_all_weights_is_refused() {
    Layer dense = new Layer.Dense("a", 4, 3);
    Layer relu = new Layer.Relu("b", 3);
    Layer tanh = new Layer.Tanh("c", 3);
    assertThatThrownBy(() -> new Network(List.of(dense, relu, tanh)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("c: an activation right after another, b");
    assertThatThrownBy(() -> new Network(List.of(relu)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("b: the first layer needs weights");
    assertThat(new Network(List.of(dense, relu)).classes()).isEqualTo(3);
  }

  @Test
  void a_network_keeps_its_layers_whatever_becomes_of_the_list() {
    List<Layer> layers = new ArrayList<>(List.of(new Layer.Dense("a", 4, 3)));
    Network network = new Network(layers);
    layers.clear();
    assertThat(network.layers()).hasSize(1);
  }

  @Test
  void a_parameter_too_large_for_an_array_is_refused() {
    Parameter parameter = new Parameter("w", List.of(70_000, 70_000), Parameter.Role.WEIGHT);
    assertThatThrownBy(parameter::size).isInstanceOf(ArithmeticException.class);
  }
}
