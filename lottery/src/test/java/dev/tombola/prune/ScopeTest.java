package dev.tombola.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tombola.UserException;
import dev.tombola.nn.ImageShape;
import dev.tombola.nn.Layer;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which layers a scope means, and what it says of each.
final class ScopeTest {
  private static final ImageShape IMAGE = new ImageShape(3, 8, 8);
  private static final ImageShape HALF = new ImageShape(8, 4, 4);

  /// `conv1`, `layer1.0.conv1`, `layer1.0.conv2`, `layer1.0.downsample.0`, `fc1`, `fc2`.
  static final Network NETWORK =
      new Network(
          List.of(
              conv("conv1", IMAGE, 4, 1),
              new Layer.Residual(
                  "layer1.0",
                  List.of(
                      conv("layer1.0.conv1", new ImageShape(4, 8, 8), 8, 2),
                      new Layer.Relu("layer1.0.relu", HALF.features()),
                      conv("layer1.0.conv2", HALF, 8, 1)),
                  List.of(
                      new Layer.Conv(
                          "layer1.0.downsample.0", new ImageShape(4, 8, 8), 8, 1, 2, 0, false))),
              new Layer.Dense("fc1", HALF.features(), 12),
              new Layer.Relu("relu1", 12),
              new Layer.Dense("fc2", 12, 10)));

  private static Layer.Conv conv(String name, ImageShape in, int channels, int stride) {
    return new Layer.Conv(name, in, channels, 3, stride, 1, false);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          fc1 | fc1
          output | fc2
          fc* | fc1 fc2
          layer1.* | layer1.0.conv1 layer1.0.conv2 layer1.0.downsample.0
          *.downsample.* | layer1.0.downsample.0
          *conv1 | conv1 layer1.0.conv1
          layer1.*.conv? | none
          *fc1* | fc1
          """)
  void a_layer_that_is_excepted_by_its_name_or_a_pattern_is_never_pruned(
      String name, String layers) {
    for (Scope scope :
        List.of(
            new Scope.Global(0.2, List.of(name)), new Scope.ErdosRenyiKernel(0.2, List.of(name)))) {
      List<Parameter> pruned = scope.weights(NETWORK);
      List<String> except =
          NETWORK.prunable().stream()
              .filter(weight -> !pruned.contains(weight))
              .map(weight -> weight.name().replace(".weight", ""))
              .toList();
      assertThat(except.isEmpty() ? "none" : String.join(" ", except)).isEqualTo(layers);
    }
  }

  @Test
  void the_paper_s_convolutional_networks_prune_half_as_much_of_convolutions_and_the_output() {
    Scope.Layerwise scope =
        new Scope.Layerwise(0.2, Map.of(LayerKind.CONV, 0.1), Map.of("output", 0.1));
    scope.check(NETWORK);
    assertThat(rates(scope)).containsExactly(0.1, 0.1, 0.1, 0.1, 0.2, 0.1);
  }

  @Test
  void a_name_goes_before_a_pattern_before_a_kind_before_the_rate() {
    Scope.Layerwise scope =
        new Scope.Layerwise(
            0.5,
            Map.of(LayerKind.CONV, 0.4),
            Map.of("layer1.*", 0.3, "layer1.0.conv1", 0.2, "*1", 0.1, "conv1", 0.25));
    scope.check(NETWORK);
    assertThat(rates(scope)).containsExactly(0.25, 0.2, 0.3, 0.3, 0.1, 0.5);
  }

  @Test
  void two_patterns_that_match_the_same_layer_need_its_name() {
    Map<String, Double> two = Map.of("layer1.*", 0.3, "*.conv2", 0.2);
    assertThatThrownBy(() -> new Scope.Layerwise(0.2, two).check(NETWORK))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "pruning.scope.layers: *.conv2 and layer1.* both match layer1.0.conv2; keep one, or"
                + " give layer1.0.conv2 by its name");
  }

  @Test
  void a_pattern_that_matches_nothing_names_the_layers_there_are() {
    List<String> nothing = List.of("layer9.*");
    for (Scope scope :
        List.of(
            new Scope.Global(0.2, nothing),
            new Scope.ErdosRenyiKernel(0.2, nothing),
            new Scope.Layerwise(0.2, Map.of("layer9.*", 0.1)))) {
      assertThatThrownBy(() -> scope.check(NETWORK))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("no layer matches \"layer9.*\"; there are conv1, layer1.0.conv1, ")
          .hasMessageEndingWith("fc1, fc2, and output is the last of them");
    }
  }

  @Test
  void a_rate_of_a_kind_that_is_out_of_range_is_named() {
    Scope scope = new Scope.Layerwise(0.2, Map.of(LayerKind.CONV, 1.5), Map.of());
    assertThatThrownBy(() -> scope.check(NETWORK)).hasMessageContaining("scope.kinds.conv: 1.5");
  }

  private static List<Double> rates(Scope.Layerwise scope) {
    return NETWORK.prunable().stream().map(weight -> scope.rate(weight, NETWORK)).toList();
  }
}
