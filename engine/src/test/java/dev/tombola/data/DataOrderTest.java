package dev.tombola.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.tombola.random.RandomStream;
import dev.tombola.random.Streams;
import java.lang.management.ManagementFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DataOrderTest {
  private static int[] sequence(DataOrder order, int batch, int steps) {
    int[] all = new int[batch * steps];
    int[] rows = new int[batch];
    for (int step = 0; step < steps; step++) {
      order.batch(step, rows);
      System.arraycopy(rows, 0, all, step * batch, batch);
    }
    return all;
  }

  @ParameterizedTest
  @CsvSource({"10, 5", "10, 3", "7, 7", "5, 12", "1, 4", "101, 60"})
  void every_epoch_is_a_permutation_however_the_batches_fall(int examples, int batch) {
    int epochs = 6;
    int steps = (examples * epochs + batch - 1) / batch;
    int[] all = sequence(new DataOrder(Streams.of(3), examples, batch), batch, steps);
    for (int epoch = 0; epoch < epochs; epoch++) {
      int[] seen =
          IntStream.of(all).skip((long) epoch * examples).limit(examples).sorted().toArray();
      assertThat(seen).isEqualTo(IntStream.range(0, examples).toArray());
    }
  }

  @ParameterizedTest
  @CsvSource({"10, 5", "10, 3", "5, 12", "101, 60"})
  void any_step_has_the_same_batch_however_it_is_reached(int examples, int batch) {
    int steps = 60;
    int[] all = sequence(new DataOrder(Streams.of(4), examples, batch), batch, steps);
    DataOrder order = new DataOrder(Streams.of(4), examples, batch);
    RandomStream random = Streams.of(5).named("steps");
    int[] rows = new int[batch];
    for (int i = 0; i < 200; i++) {
      int step = random.nextInt(steps);
      order.batch(step, rows);
      assertThat(rows)
          .as("step %d", step)
          .isEqualTo(IntStream.of(all).skip((long) step * batch).limit(batch).toArray());
    }
  }

  @Test
  void a_step_far_beyond_two_billion_examples_is_reached() {
    int[] rows = new int[3];
    new DataOrder(Streams.of(1), 10, 3).batch(5_000_000_000L, rows);
    assertThat(rows).doesNotHaveDuplicates();
    assertThat(IntStream.of(rows).filter(row -> row < 0 || row > 9).count()).isZero();
  }

  @Test
  void epochs_and_seeds_differ_in_their_order() {
    int[] first = sequence(new DataOrder(Streams.of(1), 100, 100), 100, 2);
    int[] other = sequence(new DataOrder(Streams.of(2), 100, 100), 100, 1);
    int[] epoch0 = IntStream.of(first).limit(100).toArray();
    assertThat(IntStream.of(first).skip(100).toArray()).isNotEqualTo(epoch0);
    assertThat(other).isNotEqualTo(epoch0);
  }

  @Test
  void steps_allocate_nothing_within_an_epoch_and_no_permutation_at_its_end() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int examples = 100_000;
    DataOrder order = new DataOrder(Streams.of(1), examples, 100);
    int[] rows = new int[100];
    for (int step = 0; step <= 4_000; step++) {
      order.batch(step, rows);
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int step = 4_001; step < 5_000; step++) {
      order.batch(step, rows);
    }
    long within = threads.getCurrentThreadAllocatedBytes() - before;
    order.batch(5_000, rows);
    long atTheEnd = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(within).as("bytes in 999 steps").isLessThan(999);
    assertThat(atTheEnd).as("bytes with a new epoch").isLessThan(examples);
  }
}
