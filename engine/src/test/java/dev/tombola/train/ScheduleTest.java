package dev.tombola.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tombola.UserException;
import dev.tombola.nn.Activation;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.random.Streams;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScheduleTest {
  private static final Clock CLOCK = new Clock(1000, 100);

  @Test
  void a_constant_rate_warms_up_linearly_and_then_stays() {
    LongToDoubleFunction rate = new Schedule.Constant(0.8, Step.iterations(4)).over(100, CLOCK);
    assertThat(rate.applyAsDouble(0)).isEqualTo(0.2);
    assertThat(rate.applyAsDouble(3)).isEqualTo(0.8);
    assertThat(rate.applyAsDouble(99)).isEqualTo(0.8);
  }

  @Test
  void steps_multiply_at_each_milestone() {
    LongToDoubleFunction rate =
        new Schedule.Steps(1, List.of(Step.parse("2ep"), Step.parse("30it")), 0.1, Step.ZERO)
            .over(100, CLOCK);
    assertThat(rate.applyAsDouble(19)).isEqualTo(1);
    assertThat(rate.applyAsDouble(20)).isEqualTo(0.1);
    assertThat(rate.applyAsDouble(30)).isCloseTo(0.01, within(1e-15));
  }

  @Test
  void a_cosine_falls_from_the_rate_to_the_floor() {
    LongToDoubleFunction rate = new Schedule.Cosine(1, 0.2, Step.iterations(20)).over(100, CLOCK);
    assertThat(rate.applyAsDouble(20)).isCloseTo(1, within(1e-12));
    assertThat(rate.applyAsDouble(60)).isCloseTo(0.6, within(1e-12));
    assertThat(rate.applyAsDouble(100)).isCloseTo(0.2, within(1e-12));
  }

  @Test
  void a_warm_up_comes_before_steps_and_cosine_too() {
    Step warmup = Step.iterations(10);
    LongToDoubleFunction steps =
        new Schedule.Steps(2, List.of(Step.iterations(5), Step.iterations(20)), 0.5, warmup)
            .over(100, CLOCK);
    assertThat(steps.applyAsDouble(0)).isEqualTo(0.2);
    assertThat(steps.applyAsDouble(9)).isEqualTo(2);
    assertThat(steps.applyAsDouble(10)).isEqualTo(1);
    assertThat(steps.applyAsDouble(20)).isEqualTo(0.5);
    LongToDoubleFunction cosine = new Schedule.Cosine(1, 0, warmup).over(110, CLOCK);
    assertThat(cosine.applyAsDouble(4)).isEqualTo(0.5);
    assertThat(cosine.applyAsDouble(10)).isEqualTo(1);
    assertThat(cosine.applyAsDouble(35)).isCloseTo(0.5 + Math.sqrt(0.125), within(1e-12));
    assertThat(cosine.applyAsDouble(109)).isCloseTo(0.00024672, within(1e-8));
  }

  @Test
  void a_warm_up_as_long_as_the_training_is_allowed() {
    LongToDoubleFunction rate = new Schedule.Cosine(1, 0, Step.iterations(50)).over(50, CLOCK);
    assertThat(rate.applyAsDouble(49)).isEqualTo(1);
  }

  @Test
  void lengths_are_iterations_or_epochs() {
    assertThat(CLOCK.iterations(Step.parse("50000it"))).isEqualTo(50000);
    assertThat(CLOCK.iterations(Step.parse("40ep"))).isEqualTo(400);
    assertThat(CLOCK.iterations(Step.parse("1.43ep"))).isEqualTo(15);
    assertThat(Step.parse("1.40ep")).hasToString("1.4ep");
    assertThat(new Clock(55000, 60).iterations(Step.parse("1ep"))).isEqualTo(917);
  }

  @ParameterizedTest
  @ValueSource(strings = {"50000", "ep", "-3it", "1.5it", "3 epochs", ""})
  void other_lengths_are_refused_with_the_way_out(String text) {
    assertThatThrownBy(() -> Step.parse(text))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(text);
  }

  @ParameterizedTest
  @EnumSource(Initialiser.class)
  void an_initialiser_has_the_deviation_that_it_states(Initialiser initialiser) {
    Network network = Network.mlp(200, List.of(300), 10, Activation.RELU);
    Parameter weight = network.prunable().getFirst();
    float[] drawn = initialiser.draw(network, Streams.of(3)).values(weight);
    double squares = 0;
    double sum = 0;
    for (float value : drawn) {
      squares += (double) value * value;
      sum += value;
    }
    double deviation = Math.sqrt(squares / drawn.length);
    // 60,000 draws: four standard errors are 1.2 % of the deviation.
    assertThat(deviation).isCloseTo(initialiser.deviation(weight), within(0.012 * deviation));
    assertThat(sum / drawn.length).isCloseTo(0, within(4 * deviation / Math.sqrt(drawn.length)));
    boolean glorot = initialiser.name().startsWith("GLOROT");
    assertThat(initialiser.deviation(weight)).isEqualTo(Math.sqrt(2.0 / (glorot ? 500 : 200)));
  }
}
