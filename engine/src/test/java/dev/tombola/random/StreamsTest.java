package dev.tombola.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class StreamsTest {
  @Test
  void a_stream_is_the_sequence_of_java_s_splittable_random_for_its_key() {
    RandomStream ours = new RandomStream(12345);
    SplittableRandom oracle = new SplittableRandom(12345);
    for (int i = 0; i < 1000; i++) {
      assertThat(ours.nextLong()).isEqualTo(oracle.nextLong());
    }
  }

  @Test
  void a_name_means_the_same_wherever_it_is_cut() {
    assertThat(Streams.of(1).within("a/b").named("c").nextLong())
        .isEqualTo(Streams.of(1).named("a/b/c").nextLong());
    assertThat(Streams.of(1).named("ab").nextLong())
        .isNotEqualTo(Streams.of(1).named("a/b").nextLong());
    assertThat(Streams.of(1).named("a").nextLong())
        .isNotEqualTo(Streams.of(2).named("a").nextLong());
  }

  @Test
  void the_first_numbers_never_change() {
    RandomStream stream = Streams.of(1).named("init/fc1.weight");
    assertThat(stream.nextLong()).isEqualTo(6869521481913797607L);
    assertThat(stream.nextGaussian()).isEqualTo(-1.0554487977290212);
  }

  @Test
  void gaussians_have_mean_zero_and_deviation_one() {
    RandomStream stream = Streams.of(7).named("gaussians");
    double sum = 0;
    double squares = 0;
    int n = 100_000;
    for (int i = 0; i < n; i++) {
      double drawn = stream.nextGaussian();
      sum += drawn;
      squares += drawn * drawn;
    }
    assertThat(sum / n).isCloseTo(0, within(4 / Math.sqrt(n)));
    assertThat(squares / n).isCloseTo(1, within(4 * Math.sqrt(2.0 / n)));
  }

  @Test
  void a_permutation_has_every_number_once_and_is_uniform() {
    int[] order = Streams.of(3).named("order").permutation(1000);
    int[] sorted = order.clone();
    Arrays.sort(sorted);
    assertThat(sorted).containsExactly(IntStream.range(0, 1000).toArray());
    int[] counts = new int[6];
    RandomStream stream = Streams.of(4).named("orders");
    for (int i = 0; i < 6000; i++) {
      int[] three = stream.permutation(3);
      counts[2 * three[0] + (three[1] > three[2] ? 1 : 0)]++;
    }
    for (int count : counts) {
      assertThat(count).isBetween(1000 - 130, 1000 + 130);
    }
  }
}
