package dev.tombola.rewind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tombola.UserException;
import dev.tombola.train.Clock;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;

final class RetrainTest {
  private static final Clock CLOCK = new Clock(600, 60);

  @Test
  void rewinding_to_k_starts_and_schedules_at_k() {
    Retrain rewind = retrain("2ep", "2ep", "2ep");
    assertThat(rewind.from(CLOCK, 100)).isEqualTo(20);
    assertThat(rewind.rate(RetrainTest::schedule, CLOCK, 100).applyAsDouble(20)).isEqualTo(980);
    assertThat(rewind.rate(RetrainTest::schedule, CLOCK, 100).applyAsDouble(99)).isEqualTo(901);
  }

  @Test
  void learning_rate_rewinding_keeps_the_weights_and_replays_the_schedule() {
    Retrain rewind = retrain("end", "init", "init");
    assertThat(rewind.weightsFrom().iteration(CLOCK, 100)).isEqualTo(100);
    assertThat(rewind.from(CLOCK, 100)).isZero();
    assertThat(rewind.rate(RetrainTest::schedule, CLOCK, 100).applyAsDouble(7)).isEqualTo(993);
  }

  @Test
  void fine_tuning_goes_on_at_the_last_rate() {
    Retrain tuning = retrain("end", "70it", "end");
    LongToDoubleFunction rate = tuning.rate(RetrainTest::schedule, CLOCK, 100);
    assertThat(tuning.from(CLOCK, 100)).isEqualTo(70);
    assertThat(rate.applyAsDouble(70)).isEqualTo(901);
    assertThat(rate.applyAsDouble(99)).isEqualTo(901);
  }

  @Test
  void a_point_beyond_the_training_is_refused_with_the_way_out() {
    assertThatThrownBy(() -> retrain("101it", "init", "init").check(CLOCK, 100))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "retrain.weightsFrom: 101it is beyond the training's 100 steps; use init or a step up"
                + " to 100it");
    assertThatThrownBy(() -> retrain("init", "end", "init").check(CLOCK, 100))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("retrain.scheduleFrom");
    assertThatThrownBy(() -> Point.parse("begin")).hasMessageContaining("init, end, or a step");
  }

  private static double schedule(long step) {
    return 1000 - step;
  }

  private static Retrain retrain(String weights, String schedule, String rate) {
    return new Retrain(Point.parse(weights), Point.parse(schedule), Point.parse(rate));
  }
}
