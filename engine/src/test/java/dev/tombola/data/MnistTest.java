package dev.tombola.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.nn.ImageShape;
import dev.tombola.random.Streams;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The MNIST files that are shipped.
final class MnistTest {
  private static LoadedData mnist;

  @BeforeAll
  static void load() {
    DataSpec spec =
        new DataSpec(
            new DataSource.Named("mnist"),
            5_000,
            0,
            new Normalisation.FromTraining(Normalisation.By.ALL));
    mnist = LoadedData.load(spec, Written.directory(Path.of("/nowhere")));
  }

  private static int[] counts(Dataset dataset) {
    int[] counts = new int[10];
    for (int label : dataset.labels()) {
      counts[label]++;
    }
    return counts;
  }

  @Test
  void mnist_needs_no_file_and_splits_into_55000_5000_and_10000() {
    Split split = mnist.split(Streams.of(1));
    assertThat(split.train().size()).isEqualTo(55_000);
    assertThat(split.validation().size()).isEqualTo(5_000);
    assertThat(split.test().size()).isEqualTo(10_000);
    assertThat(split.train().features()).isEqualTo(784);
    assertThat(split.train().classes()).isEqualTo(10);
    assertThat(mnist.train().image()).contains(new ImageShape(1, 28, 28));
  }

  @Test
  void the_digits_are_as_frequent_as_known() {
    assertThat(counts(mnist.train()))
        .containsExactly(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949);
    assertThat(counts(mnist.test().orElseThrow()))
        .containsExactly(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009);
  }

  @Test
  void the_training_mean_and_deviation_are_the_well_known_ones() {
    Affine affine = mnist.split(Streams.of(1)).train().affine();
    double deviation = 1.0 / affine.scale(0);
    assertThat(deviation).isBetween(0.3075, 0.3088);
    assertThat(-affine.shift(0) * deviation).isBetween(0.1300, 0.1313);
  }

  @Test
  void the_checksum_is_that_of_the_official_data() {
    assertThat(mnist.checksum())
        .isEqualTo("54029a308da88506536f0b9928e44e0f9c98706763799c9db511a3096d5bbefe");
  }
}
