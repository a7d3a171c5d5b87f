package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tombola.data.Examples;
import dev.tombola.nn.ImageShape;
import dev.tombola.nn.Layer;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Weights;
import dev.tombola.random.Streams;
import dev.tombola.train.Initialiser;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DropoutStageTest {
  private static final int FEATURES = 50;
  private static final int BLOCKS = 3;
  private static final Streams STREAMS = Streams.of(5);

  private final Pass pass = new Pass();
  private final Features x = new Features(FEATURES, BLOCKS, true);
  private final Features y = new Features(FEATURES, BLOCKS, true);

  DropoutStageTest() {
    pass.begin(BLOCKS * Lanes.COUNT, true);
    y.claimGradient();
    for (int block = 0; block < BLOCKS; block++) {
      Arrays.fill(x.values(block), 1);
      Arrays.fill(y.gradient(block), 3);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.25, 0.5, 0.9})
  void as_many_drop_as_are_said_to_and_the_mean_is_kept(double probability) {
    float[] seen = seen(stage("dropout", probability), 0, 0);
    double dropped = 0;
    double sum = 0;
    for (float value : seen) {
      dropped += value == 0 ? 1 : 0;
      sum += value;
      assertThat(value == 0 || value == (float) (1 / (1 - probability))).isTrue();
    }
    double deviation = Math.sqrt(probability * (1 - probability) / seen.length);
    assertThat(dropped / seen.length).isCloseTo(probability, within(4 * deviation));
    assertThat(sum / seen.length).isCloseTo(1, within(4 * deviation / (1 - probability)));
  }

  @Test
  void nothing_is_left_out_with_a_probability_of_zero() {
    assertThat(seen(stage("dropout", 0), 3, 1)).containsOnly(1);
  }

  @Test
  void the_same_step_drops_the_same_however_it_is_reached() {
    DropoutStage stage = stage("dropout", 0.5);
    float[] first = seen(stage, 7, 1);
    seen(stage, 8, 1);
    seen(stage, 7, 2);
    assertThat(seen(stage, 7, 1)).isEqualTo(first);
    assertThat(seen(stage("dropout", 0.5), 7, 1)).isEqualTo(first);
  }

  @Test
  void other_steps_blocks_and_layers_drop_others() {
    DropoutStage stage = stage("dropout1", 0.5);
    float[] one = seen(stage, 7, 0);
    for (float[] other :
        List.of(seen(stage, 8, 0), seen(stage, 7, 1), seen(stage("dropout2", 0.5), 7, 0))) {
      int alike = 0;
      for (int i = 0; i < one.length; i++) {
        alike += one[i] == other[i] ? 1 : 0;
      }
      assertThat((double) alike / one.length).isCloseTo(0.5, within(0.05));
    }
  }

  @Test
  void the_gradient_goes_the_way_of_the_value_block_by_block() {
    DropoutStage stage = stage("dropout", 0.5);
    float[][] seen = new float[BLOCKS][];
    for (int block = 0; block < BLOCKS; block++) {
      seen[block] = seen(stage, 4, block);
    }
    for (int block = 0; block < BLOCKS; block++) {
      stage.backward(block, null);
      float[] gradient = used(x.gradient(block));
      for (int i = 0; i < gradient.length; i++) {
        assertThat(gradient[i]).isEqualTo(3 * seen[block][i]);
      }
    }
  }

  /// Even straight after a step of training, whose factors are still there.
  @Test
  void evaluation_drops_nothing() {
    DropoutStage stage = stage("dropout", 0.5);
    seen(stage, 1, 0);
    pass.begin(BLOCKS * Lanes.COUNT, false);
    stage.forward(0);
    assertThat(used(y.values(0))).containsOnly(1);
  }

  @Test
  void a_gradient_without_a_step_drops_nothing_even_after_one_that_did() {
    DropoutStage stage = stage("dropout", 0.5);
    seen(stage, 1, 0);
    pass.dropout = null;
    stage.forward(0);
    stage.backward(0, null);
    assertThat(used(y.values(0))).containsOnly(1);
    assertThat(used(x.gradient(0))).containsOnly(3);
  }

  @Test
  void statistics_are_recalibrated_without_dropping_anything() {
    Network dropping = SmallNetworks.everyLayer(0.9);
    Network still = SmallNetworks.everyLayer(0);
    Examples examples = TestNetworks.examples(53, still.inputs(), still.classes(), 1);
    Weights weights = VariedWeights.of(still, STREAMS);
    CpuEngine engine = new CpuEngine();
    Weights got = engine.recalibrate(dropping, Mask.dense(dropping), weights, examples, 20);
    assertThat(got.sameBits(engine.recalibrate(still, Mask.dense(still), weights, examples, 20)))
        .isTrue();
    assertThat(got.sameBits(weights)).isFalse();
  }

  /// Halos stay zero: a convolution that follows reads them.
  @Test
  void of_images_every_channel_drops_position_by_position() {
    ImageShape shape = new ImageShape(3, 4, 5);
    Images in = new Images(shape, 1, 1, true);
    Images out = new Images(shape, 1, 1, true);
    for (int k = 0; k < shape.features(); k++) {
      int at = in.planes.at(0, k / 20, k / 5 % 4, k % 5);
      Arrays.fill(in.planes.lanes, at, at + Planes.LANES, 1);
    }
    Layer.Dropout layer = new Layer.Dropout("dropout", shape.features(), 0.5);
    step(1);
    DropoutStage stage = new DropoutStage(layer, in, out, 1, setup());
    stage.layOutBackward();
    stage.forward(0);
    int kept = 0;
    double sum = 0;
    for (float value : out.planes.lanes) {
      sum += value;
      kept += value == 2 ? 1 : 0;
    }
    assertThat(sum).isEqualTo(2 * kept);
    double all = shape.features() * Planes.LANES;
    assertThat(kept / all).isCloseTo(0.5, within(0.08));
  }

  private float[] seen(DropoutStage stage, long step, int block) {
    step(step);
    stage.forward(block);
    return used(y.values(block));
  }

  private void step(long step) {
    pass.dropout = STREAMS.within("step-" + step);
  }

  private static float[] used(float[] lanes) {
    return Arrays.copyOfRange(lanes, Lanes.at(0), Lanes.at(FEATURES));
  }

  private DropoutStage stage(String name, double probability) {
    DropoutStage stage =
        new DropoutStage(new Layer.Dropout(name, FEATURES, probability), x, y, BLOCKS, setup());
    stage.layOutBackward();
    return stage;
  }

  private Setup setup() {
    Network network = new Network(List.of(new Layer.Dense("fc", FEATURES, 2)));
    Weights weights = Initialiser.KAIMING_NORMAL.draw(network, STREAMS);
    return new Setup(Mask.dense(network), weights, new Team(), pass);
  }
}
