package dev.tombola.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tombola.UserException;
import dev.tombola.nn.ConvNet;
import dev.tombola.nn.ImageShape;
import dev.tombola.nn.LeNet5;
import dev.tombola.nn.Network;
import dev.tombola.nn.ResNet;
import dev.tombola.nn.VggNet;
import dev.tombola.nn.Width;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NetworkSpecTest {
  private static final ImageShape CIFAR = new ImageShape(3, 32, 32);

  @Test
  void every_kind_is_its_architecture_for_the_images_of_the_data() {
    assertThat(network("{kind: conv, depth: 4}", CIFAR))
        .isEqualTo(ConvNet.of(4, Width.WHOLE, CIFAR, 10, 0));
    assertThat(network("{kind: conv, depth: 2, width: 0.25, dropout: 0.5}", CIFAR))
        .isEqualTo(ConvNet.of(2, new Width(0.25), CIFAR, 10, 0.5));
    assertThat(network("{kind: resnet, depth: 20}", CIFAR))
        .isEqualTo(ResNet.of(20, Width.WHOLE, ResNet.Shortcut.OPTION_A, CIFAR, 10));
    assertThat(network("{kind: resnet, depth: 8, width: 0.5, shortcut: projection}", CIFAR))
        .isEqualTo(ResNet.of(8, new Width(0.5), ResNet.Shortcut.PROJECTION, CIFAR, 10));
    assertThat(network("{kind: vgg, depth: 16}", CIFAR))
        .isEqualTo(VggNet.of(16, Width.WHOLE, CIFAR, 10));
    ImageShape mnist = new ImageShape(1, 28, 28);
    assertThat(network("{kind: lenet-5}", mnist)).isEqualTo(LeNet5.of(mnist, 10));
  }

  @Test
  void an_mlp_takes_an_image_as_its_features() {
    assertThat(network("{kind: mlp, hidden: [5], activation: relu}", CIFAR).inputs())
        .isEqualTo(3072);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{kind: conv, depth: 2}",
        "{kind: resnet, depth: 8}",
        "{kind: vgg, depth: 11}",
        "{kind: lenet-5}"
      })
  void data_without_images_are_refused_with_the_way_out(String network) {
    DataShape flowers = new DataShape("flowers", 4, 3, List.of(), null, "sum");
    assertThatThrownBy(() -> spec(network).network(flowers))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("network.kind: ")
        .hasMessageContaining("takes images, but flowers has features without a shape; use mlp");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {kind: conv, depth: 6} | 7 | 8 | network: conv takes images of 8×8 at least, but those of small are 7×8
          {kind: vgg, depth: 11} | 15 | 15 | network: vgg takes images of 16×16 at least
          {kind: lenet-5} | 11 | 12 | network: lenet-5 takes images of 12×12 at least
          {kind: vgg, depth: 11} | 16 | 17 | network.kind: vgg takes square images, but those of small are 16×17; use conv or mlp
          {kind: resnet, depth: 8} | 2 | 1 | network.kind: resnet takes square images
          {kind: vgg, depth: 11, width: 100} | 16 | 16 | network.width: a layer of 57600 × 12800 weights is too large
          {kind: conv, depth: 2, width: 100} | 1000 | 1000 | network.width: so wide, conv has more values for an image of small than an array holds
          {kind: mlp, hidden: [20000, 20000], activation: relu} | 2 | 2 | network.hidden: a layer of 20000 × 20000 weights is too large
          """)
  void images_that_do_not_suffice_are_refused_with_the_way_out(
      String network, int height, int width, String message) {
    assertThatThrownBy(() -> network(network, new ImageShape(1, height, width)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {kind: conv, depth: 2} | 2
          {kind: conv, depth: 4} | 4
          {kind: conv, depth: 6} | 8
          {kind: resnet, depth: 8} | 1
          {kind: resnet, depth: 8, shortcut: projection} | 1
          {kind: vgg, depth: 19} | 16
          {kind: lenet-5} | 12
          """)
  void the_smallest_image_that_is_not_refused_suffices(String network, int size) {
    assertThat(network(network, new ImageShape(1, size, size)).classes()).isEqualTo(10);
  }

  private static Network network(String network, ImageShape image) {
    return spec(network)
        .network(new DataShape("small", image.features(), 10, List.of(), image, "sum"));
  }

  private static NetworkSpec spec(String network) {
    return SpecFile.resolve("lenet-mnist-quick", List.of("network=" + network)).network();
  }
}
