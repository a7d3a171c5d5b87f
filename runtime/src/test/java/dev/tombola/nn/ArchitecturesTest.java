package dev.tombola.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The published networks have the published numbers of parameters, and PyTorch's names.
final class ArchitecturesTest {
  private static final ImageShape CIFAR = new ImageShape(3, 32, 32);
  private static final ImageShape MNIST = new ImageShape(1, 28, 28);

  /// Frankle & Carbin 2019, fig. 2: 4.3M / 38K, 2.4M / 260K, 1.7M / 1.1M. Six convolutions and the
  /// three dense layers that the paper names have 2.3M.
  @ParameterizedTest
  @CsvSource({"2, 4300992, 38592", "4, 2425024, 259776", "6, 2261184, 1144512"})
  void conv_2_4_and_6_have_as_many_weights_as_in_the_paper(int depth, long all, long inConvs) {
    Network network = ConvNet.of(depth, Width.WHOLE, CIFAR, 10, 0);
    assertThat(network.weights()).isEqualTo(all);
    assertThat(
            network.prunable().stream()
                .filter(weight -> weight.name().startsWith("conv"))
                .mapToLong(Parameter::size)
                .sum())
        .isEqualTo(inConvs);
  }

  @Test
  void conv_2_has_the_layers_of_the_paper() {
    Network network = ConvNet.of(2, Width.WHOLE, CIFAR, 10, 0);
    assertThat(network.layers())
        .extracting(Layer::name)
        .containsExactly(
            "conv1", "relu1", "conv2", "relu2", "pool1", "fc1", "relu3", "fc2", "relu4", "fc3");
    assertThat(network.parameters())
        .contains(
            new Parameter("conv1.weight", List.of(64, 3, 3, 3), Parameter.Role.WEIGHT),
            new Parameter("conv2.bias", List.of(64), Parameter.Role.BIAS),
            new Parameter("fc1.weight", List.of(256, 64 * 16 * 16), Parameter.Role.WEIGHT),
            new Parameter("fc3.bias", List.of(10), Parameter.Role.BIAS));
  }

  @Test
  void dropout_follows_each_hidden_dense_layer() {
    Network network = ConvNet.of(2, Width.WHOLE, CIFAR, 10, 0.5);
    assertThat(network.layers().subList(5, network.layers().size()))
        .extracting(Layer::name)
        .containsExactly("fc1", "relu3", "dropout1", "fc2", "relu4", "dropout2", "fc3");
    assertThat(network.layers()).contains(new Layer.Dropout("dropout2", 256, 0.5));
  }

  /// He et al. 2016, table 6: 0.27M, 0.46M, 0.66M, 0.85M, 1.7M.
  @ParameterizedTest
  @CsvSource({
    "20, OPTION_A, 269722",
    "32, OPTION_A, 464154",
    "44, OPTION_A, 658586",
    "56, OPTION_A, 853018",
    "110, OPTION_A, 1727962",
    "20, PROJECTION, 272474",
    "56, PROJECTION, 855770"
  })
  void residual_networks_have_as_many_parameters_as_in_the_paper(
      int depth, ResNet.Shortcut shortcut, long parameters) {
    assertThat(trained(ResNet.of(depth, Width.WHOLE, shortcut, CIFAR, 10))).isEqualTo(parameters);
  }

  /// Frankle & Carbin 2019, appendix I.3, name these numbers.
  @Test
  void the_projections_of_resnet_20_have_2560_weights_and_its_output_layer_640() {
    Network network = ResNet.of(20, Width.WHOLE, ResNet.Shortcut.PROJECTION, CIFAR, 10);
    assertThat(
            network.prunable().stream()
                .filter(weight -> weight.name().contains("downsample"))
                .mapToLong(Parameter::size)
                .sum())
        .isEqualTo(2560);
    assertThat(network.prunable().getLast().size()).isEqualTo(640);
    assertThat(network.prunable()).hasSize(19 + 2 + 1);
  }

  @Test
  void the_parameters_of_residual_networks_have_torchvision_s_names() {
    Network network = ResNet.of(8, Width.WHOLE, ResNet.Shortcut.PROJECTION, CIFAR, 10);
    assertThat(network.parameters().stream().filter(Parameter::trained))
        .extracting(Parameter::name)
        .startsWith(
            "conv1.weight",
            "bn1.weight",
            "bn1.bias",
            "layer1.0.conv1.weight",
            "layer1.0.bn1.weight",
            "layer1.0.bn1.bias",
            "layer1.0.conv2.weight",
            "layer1.0.bn2.weight",
            "layer1.0.bn2.bias",
            "layer2.0.conv1.weight")
        .contains("layer2.0.downsample.0.weight", "layer2.0.downsample.1.bias")
        .doesNotContain("layer1.0.downsample.0.weight")
        .endsWith("fc.weight", "fc.bias");
  }

  /// Simonyan & Zisserman 2015 without the three dense layers, and a single one in their place:
  /// 14.7M, and 20.0M for VGG-19 (Frankle & Carbin 2019, fig. 2).
  @ParameterizedTest
  @CsvSource({"11, 9231114", "13, 9416010", "16, 14728266", "19, 20040522"})
  void vgg_has_as_many_parameters_as_in_the_paper(int depth, long parameters) {
    assertThat(trained(VggNet.of(depth, Width.WHOLE, CIFAR, 10))).isEqualTo(parameters);
  }

  @Test
  void the_layers_of_vgg_16_have_torchvision_s_numbers() {
    Network network = VggNet.of(16, Width.WHOLE, CIFAR, 10);
    assertThat(network.layers().stream().filter(Layer.Conv.class::isInstance))
        .extracting(layer -> layer.name().substring("features.".length()))
        .containsExactly("0", "3", "7", "10", "14", "17", "20", "24", "27", "30", "34", "37", "40");
    assertThat(network.layers().stream().filter(Layer.MaxPool.class::isInstance))
        .extracting(Layer::name)
        .containsExactly("features.6", "features.13", "features.23", "features.33");
    assertThat(network.parameters().getLast().name()).isEqualTo("classifier.bias");
    assertThat(network.layers().getLast().inputs()).isEqualTo(512);
  }

  @Test
  void lenet_5_has_61706_parameters() {
    Network network = LeNet5.of(MNIST, 10);
    assertThat(trained(network)).isEqualTo(61_706);
    assertThat(network.parameters())
        .contains(new Parameter("fc1.weight", List.of(120, 400), Parameter.Role.WEIGHT));
  }

  @ParameterizedTest
  @EnumSource
  void half_the_width_halves_every_channel_and_leaves_image_and_classes(ResNet.Shortcut shortcut) {
    Network network = ResNet.of(20, new Width(0.5), shortcut, CIFAR, 10);
    assertThat(network.parameters().getFirst().shape()).containsExactly(8, 3, 3, 3);
    assertThat(network.layers().getLast()).isEqualTo(new Layer.Dense("fc", 32, 10));
    assertThat(network)
        .isEqualTo(new Width(0.5).of(ResNet.of(20, Width.WHOLE, shortcut, CIFAR, 10)));
  }

  @ParameterizedTest
  @CsvSource({"0.0", "0.01", "0.3", "0.777", "1.5"})
  void any_width_fits_every_architecture(double factor) {
    Width width = new Width(factor);
    for (Network network :
        List.of(
            Network.mlp(784, List.of(300, 100), 10, Activation.TANH),
            ConvNet.of(4, Width.WHOLE, CIFAR, 10, 0.5),
            ResNet.of(14, Width.WHOLE, ResNet.Shortcut.OPTION_A, MNIST, 10),
            ResNet.of(14, Width.WHOLE, ResNet.Shortcut.PROJECTION, MNIST, 10),
            VggNet.of(11, Width.WHOLE, CIFAR, 10),
            LeNet5.of(MNIST, 10))) {
      Network scaled = width.of(network);
      assertThat(scaled.inputs()).isEqualTo(network.inputs());
      assertThat(scaled.classes()).isEqualTo(10);
      assertThat(scaled.parameters())
          .extracting(Parameter::name)
          .containsExactlyElementsOf(network.parameters().stream().map(Parameter::name).toList());
    }
    assertThat(Width.WHOLE.of(LeNet5.of(MNIST, 10))).isEqualTo(LeNet5.of(MNIST, 10));
  }

  @Test
  void a_depth_that_no_network_has_is_refused() {
    assertThatThrownBy(() -> ConvNet.of(3, Width.WHOLE, CIFAR, 10, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Conv-3: convolutions come in pairs");
    assertThatThrownBy(() -> ResNet.of(18, Width.WHOLE, ResNet.Shortcut.OPTION_A, CIFAR, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("ResNet-18: the depth is 6n + 2");
    assertThatThrownBy(() -> VggNet.of(12, Width.WHOLE, CIFAR, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no VGG-12");
    assertThatThrownBy(() -> new Width(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
  }

  private static long trained(Network network) {
    return network.parameters().stream()
        .filter(Parameter::trained)
        .mapToLong(Parameter::size)
        .sum();
  }
}
