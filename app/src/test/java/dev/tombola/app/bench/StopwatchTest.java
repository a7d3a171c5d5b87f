package dev.tombola.app.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tombola.app.bench.Stopwatch.Timing;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// By a clock that only the works move.
final class StopwatchTest {
  private static final Offset<Double> NANOSECOND = within(1e-9);

  private final List<Boolean> warmingUp = new ArrayList<>();
  private final Stopwatch stopwatch = new Stopwatch(this::now, (warm, _) -> warmingUp.add(warm));
  private long now = 7;
  private long calls;

  private long now() {
    return now;
  }

  private Runnable taking(double milliseconds) {
    return () -> now += (long) (1e6 * milliseconds);
  }

  @Test
  void a_work_takes_what_one_call_of_it_takes() {
    Timing fast = stopwatch.time(taking(0.5));
    Timing slow = stopwatch.time(taking(4));
    stopwatch.run(2);
    assertThat(fast.spread().median()).isCloseTo(0.0005, NANOSECOND);
    assertThat(slow.spread().median()).isCloseTo(0.004, NANOSECOND);
    assertThat(slow.spread().windows()).isBetween(10, 20);
    assertThat(now / 1e9).isCloseTo(2, within(0.2));
  }

  @Test
  void calls_that_wait_for_the_compiler_do_not_count() {
    Timing work = stopwatch.time(() -> now += calls++ < 100 ? 5_000_000 : 100_000);
    stopwatch.run(4);
    assertThat(work.spread().upperQuartile()).isCloseTo(0.0001, NANOSECOND);
    assertThat(warmingUp.stream().filter(warm -> warm).count()).isLessThanOrEqualTo(8);
  }

  @Test
  void a_machine_that_becomes_slower_slows_all_works_alike() {
    Timing one = stopwatch.time(() -> now += now < 3_000_000_000L ? 1_000_000 : 2_000_000);
    Timing twice = stopwatch.time(() -> now += now < 3_000_000_000L ? 2_000_000 : 4_000_000);
    stopwatch.run(5);
    assertThat(twice.over(one).lowerQuartile()).isCloseTo(2, within(0.01));
    assertThat(twice.over(one).upperQuartile()).isCloseTo(2, within(0.01));
    assertThat(one.spread().upperQuartile()).isGreaterThan(1.5 * one.spread().lowerQuartile());
  }

  @Test
  void a_work_that_takes_longer_than_all_the_time_is_measured_five_times_nevertheless() {
    Timing work = stopwatch.time(taking(3000));
    stopwatch.run(5);
    assertThat(work.spread()).isEqualTo(new Spread(3, 3, 3, 5));
  }

  @Test
  void what_went_before_the_first_window_is_part_of_the_time() {
    stopwatch.time(taking(1));
    now += 1_000_000_000;
    stopwatch.run(4);
    assertThat(now / 1e9).isCloseTo(4, within(0.2));
  }

  @Test
  void quartiles_lie_between_the_windows_nearest() {
    assertThat(Spread.of(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(new Spread(1.75, 2.5, 3.25, 4));
    assertThat(Spread.of(List.of(8.0))).isEqualTo(new Spread(8, 8, 8, 1));
  }
}
