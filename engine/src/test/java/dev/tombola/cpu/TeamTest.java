package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class TeamTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void every_share_of_every_piece_runs_exactly_once(int threads) {
    try (Team team = new Team()) {
      team.resize(threads);
      assertThat(team.size()).isEqualTo(threads);
      for (int piece = 0; piece < 300; piece++) {
        assertRunsOnce(team);
      }
    }
  }

  /// With pauses now and then, in which helpers fall asleep. A helper that has just come, or that
  /// slept through the pieces of a smaller team, must not take part in one twice.
  @Test
  void a_team_can_grow_and_shrink_between_any_two_pieces() {
    int[] sizes = {2, 3, 1, 5, 2, 4, 1, 2, 5};
    for (int round = 0; round < 40; round++) {
      try (Team team = new Team()) {
        for (int piece = 0; piece < 60; piece++) {
          int threads = sizes[(piece + round) % sizes.length];
          team.resize(threads);
          assertRunsOnce(team);
          if (piece % 20 == 19) {
            LockSupport.parkNanos(2_000_000);
          }
        }
      }
    }
  }

  @Test
  void a_helper_without_a_share_sleeps_while_the_others_work() throws InterruptedException {
    try (Team team = new Team(Integer.MAX_VALUE)) {
      team.resize(3);
      assertRunsOnce(team);
      team.resize(2);
      Thread surplus =
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> thread.getName().endsWith("-helper-2"))
              .findAny()
              .orElseThrow();
      for (int piece = 0; piece < 5000 && surplus.getState() != Thread.State.WAITING; piece++) {
        assertRunsOnce(team);
      }
      assertThat(surplus.getState()).isEqualTo(Thread.State.WAITING);
    }
  }

  @Test
  void a_team_that_waits_in_vain_goes_on_alone_for_a_while() {
    Team.Work slow = (share, _) -> LockSupport.parkNanos(share * 20_000_000L);
    try (Team team = new Team()) {
      team.resize(2);
      for (int piece = 0; piece < 50 && team.size() > 1; piece++) {
        team.run(slow);
      }
      assertThat(team.size()).isEqualTo(1);
      team.resize(2);
      assertThat(team.size()).as("the pause").isEqualTo(1);
      team.resize(2);
      assertThat(team.size()).as("after it").isEqualTo(2);
    }
  }

  @Test
  void a_team_whose_members_are_late_at_every_piece_but_cost_little_stays_together() {
    Team.Work even = (share, _) -> LockSupport.parkNanos(40_000_000L + share * 44_000_000L);
    try (Team team = new Team()) {
      team.resize(2);
      for (int piece = 0; piece < 6; piece++) {
        team.run(even);
      }
      assertThat(team.size()).isEqualTo(2);
    }
  }

  /// On as many threads as the team has, which on a busy machine may be one.
  private static void assertRunsOnce(Team team) {
    int threads = team.size();
    AtomicIntegerArray runs = new AtomicIntegerArray(8);
    team.run((share, shares) -> {
      runs.incrementAndGet(share);
      runs.addAndGet(7, shares);
    });
    for (int share = 0; share < 7; share++) {
      assertThat(runs.get(share))
          .as("share %d of %d", share, threads)
          .isEqualTo(share < threads ? 1 : 0);
    }
    assertThat(runs.get(7)).isEqualTo(threads * threads);
  }

  @Test
  void what_one_piece_wrote_the_next_one_sees() {
    int[] numbers = new int[1000];
    try (Team team = new Team()) {
      team.resize(3);
      for (int piece = 0; piece < 500; piece++) {
        int shift = piece % 7;
        team.run((share, shares) -> {
          for (int i = Team.from(share, shares, 1000, 1 + shift);
              i < Team.from(share + 1, shares, 1000, 1 + shift);
              i++) {
            numbers[i]++;
          }
        });
      }
    }
    assertThat(numbers).containsOnly(500);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void an_exception_of_any_share_arrives_at_the_caller_once_all_are_done(int failing) {
    try (Team team = new Team()) {
      team.resize(3);
      AtomicInteger others = new AtomicInteger();
      assertThatThrownBy(() ->
              team.run((share, _) -> {
                if (share == failing) {
                  throw new IllegalArgumentException("of share " + share);
                }
                LockSupport.parkNanos(5_000_000);
                others.incrementAndGet();
              }))
          .hasStackTraceContaining("of share " + failing);
      assertThat(others).hasValue(2);
      assertRunsOnce(team);
    }
  }

  @Test
  void helpers_end_when_the_team_is_closed() throws InterruptedException {
    Thread[] helpers = new Thread[3];
    try (Team team = new Team()) {
      team.resize(3);
      team.run((share, _) -> helpers[share] = Thread.currentThread());
      assertThat(helpers[0]).isSameAs(Thread.currentThread());
      assertThat(helpers[1].isDaemon()).isTrue();
      LockSupport.parkNanos(20_000_000); // one that sleeps must end too
    }
    for (Thread helper : Arrays.asList(helpers).subList(1, 3)) {
      helper.join(10_000);
      assertThat(helper.isAlive()).isFalse();
    }
  }

  @Test
  void a_team_of_one_starts_no_thread() {
    Team team = new Team();
    team.resize(1);
    Thread[] ran = new Thread[1];
    team.run((share, _) -> ran[share] = Thread.currentThread());
    assertThat(ran[0]).isSameAs(Thread.currentThread());
  }

  @Test
  void a_team_of_none_is_refused() {
    try (Team team = new Team()) {
      assertThatThrownBy(() -> team.resize(0)).hasMessageContaining("0 threads");
    }
  }

  @Test
  void every_share_has_scratch_of_its_own_that_is_long_enough_for_all() {
    try (Team team = new Team()) {
      team.reserve(100);
      team.resize(3);
      team.reserve(40);
      team.reserve(200);
      team.resize(4);
      assertThat(Stream.of(0, 1, 2, 3).map(team::scratch).distinct()).hasSize(4);
      assertThat(Stream.of(0, 1, 2, 3).map(team::scratch)).allMatch(floats -> floats.length == 200);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 10, 16",
    "2, 10, 16",
    "3, 10, 1",
    "5, 3, 1",
    "2, 300, 16",
    "3, 784, 16",
    "5, 1000, 7",
    "4, 0, 16",
    "7, 64, 16",
    "3, 1, 1"
  })
  void shares_take_all_rows_once_in_whole_grains(int shares, int rows, int grain) {
    assertThat(Team.from(0, shares, rows, grain)).isZero();
    assertThat(Team.from(shares, shares, rows, grain)).isEqualTo(rows);
    for (int share = 0; share < shares; share++) {
      int from = Team.from(share, shares, rows, grain);
      int to = Team.from(share + 1, shares, rows, grain);
      assertThat(to - from).isBetween(0, (rows / grain / shares + 2) * grain);
      assertThat(share > 0 && from < rows ? from % grain : 0).isZero();
      assertThat(share < shares - 1 ? to % grain : 0).isZero();
    }
  }
}
