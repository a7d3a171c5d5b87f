package dev.tombola.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tombola.UserException;
import dev.tombola.random.RandomStream;
import dev.tombola.random.Streams;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LoadedDataTest {
  private static final Normalisation NONE = new Normalisation.None();

  /// Three features: noise, noise of another scale, and a constant.
  private static Dataset some(String name, int size) {
    RandomStream random = Streams.of(7).named(name);
    float[] values = new float[size * 3];
    for (int i = 0; i < size; i++) {
      values[3 * i] = (float) random.nextGaussian();
      values[3 * i + 1] = (float) (100 + 5 * random.nextGaussian());
      values[3 * i + 2] = 0.1f;
    }
    return Dataset.of(name, 3, 2, values, IntStream.range(0, size).map(i -> i % 2).toArray());
  }

  private static LoadedData load(
      Dataset train, @Nullable Dataset test, int validation, int heldOut, Normalisation how) {
    DataDirectory where = Written.directory(Path.of("/nowhere")).with(train, test);
    DataSource source = new DataSource.Named(train.name());
    return LoadedData.load(new DataSpec(source, validation, heldOut, how), where);
  }

  private static int[] rows(Examples examples) {
    return IntStream.range(0, examples.size()).map(examples::row).toArray();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void the_parts_are_disjoint_and_leave_nothing_out(long seed) {
    Split split = load(some("mine", 100), null, 20, 30, NONE).split(Streams.of(seed));
    assertThat(split.train().size()).isEqualTo(50);
    assertThat(split.validation().size()).isEqualTo(20);
    assertThat(split.test().size()).isEqualTo(30);
    int[] all =
        Stream.of(split.train(), split.validation(), split.test())
            .flatMapToInt(part -> IntStream.of(rows(part)))
            .sorted()
            .toArray();
    assertThat(all).as("seed %d", seed).isEqualTo(IntStream.range(0, 100).toArray());
  }

  @Test
  void the_seed_chooses_the_split_and_the_same_seed_the_same() {
    LoadedData data = load(some("mine", 100), null, 20, 30, NONE);
    assertThat(rows(data.split(Streams.of(1)).validation()))
        .isEqualTo(rows(data.split(Streams.of(1)).validation()))
        .isNotEqualTo(rows(data.split(Streams.of(2)).validation()))
        .isSorted();
  }

  @Test
  void held_out_test_examples_stay_when_validation_grows() {
    Dataset mine = some("mine", 100);
    int[] few = rows(load(mine, null, 5, 30, NONE).split(Streams.of(1)).test());
    assertThat(rows(load(mine, null, 50, 30, NONE).split(Streams.of(1)).test())).isEqualTo(few);
  }

  @Test
  void a_test_part_of_its_own_is_taken_whole() {
    LoadedData data = load(some("mine", 100), some("test", 40), 20, 0, NONE);
    Split split = data.split(Streams.of(1));
    assertThat(split.train().size()).isEqualTo(80);
    assertThat(rows(split.test())).isEqualTo(IntStream.range(0, 40).toArray());
    assertThat(load(some("mine", 100), some("test", 40), 20, 40, NONE).split(Streams.of(1)).test())
        .extracting(Examples::size)
        .isEqualTo(40);
  }

  @Test
  void a_split_that_does_not_fit_is_refused_by_the_name_of_its_setting() {
    Dataset mine = some("mine", 100);
    assertThatThrownBy(() -> load(mine, null, 20, 0, NONE))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll("data.test: 0", "say 10");
    assertThatThrownBy(() -> load(mine, some("test", 40), 20, 10, NONE))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll("data.test: 10", "40 examples", "use 0");
    assertThatThrownBy(() -> load(mine, null, 70, 30, NONE))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll("data.validation: 70", "30 for testing", "100 examples");
    assertThatThrownBy(() -> load(mine, null, Integer.MAX_VALUE, 30, NONE))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("data.validation");
    assertThatThrownBy(() -> load(mine, null, 0, 30, NONE))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("data.validation: 0");
    assertThatThrownBy(() -> load(mine, null, 1, -1, NONE))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("data.test: -1");
  }

  @Test
  void a_stated_normalisation_must_be_possible() {
    assertThatThrownBy(() -> new Normalisation.Stated(0, 0))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("normalise.deviation: 0.0");
    assertThatThrownBy(() -> new Normalisation.Stated(Double.NaN, 1))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("normalise.mean: NaN");
  }

  @Test
  void features_are_brought_to_mean_0_and_deviation_1_on_the_training_examples() {
    Examples train =
        load(some("mine", 1_000), null, 200, 300, new Normalisation.FromTraining(true))
            .split(Streams.of(1))
            .train();
    float[] row = new float[3];
    double[] sums = new double[3];
    double[] squares = new double[3];
    for (int i = 0; i < train.size(); i++) {
      train.copy(i, row, 0);
      for (int j = 0; j < 3; j++) {
        sums[j] += row[j];
        squares[j] += (double) row[j] * row[j];
      }
    }
    for (int j = 0; j < 3; j++) {
      assertThat(sums[j] / train.size()).as("mean of %d", j).isCloseTo(0, within(1e-5));
      assertThat(squares[j] / train.size())
          .as("variance of %d", j)
          .isCloseTo(j == 2 ? 0 : 1, within(1e-5));
    }
  }

  @Test
  void a_constant_feature_is_shifted_to_0_and_not_scaled() {
    Affine affine =
        load(some("mine", 1_000), null, 200, 300, new Normalisation.FromTraining(true))
            .split(Streams.of(1))
            .train()
            .affine();
    assertThat(affine.scale(2)).isEqualTo(1);
    assertThat(affine.shift(2)).isEqualTo(-0.1f);
  }

  @Test
  void one_mean_and_deviation_for_all_is_that_of_all_training_values() {
    Examples train =
        load(some("mine", 1_000), null, 200, 300, new Normalisation.FromTraining(false))
            .split(Streams.of(1))
            .train();
    double mean = 0;
    for (int row : rows(train)) {
      for (int j = 0; j < 3; j++) {
        mean += train.dataset().value(row, j) / (3.0 * train.size());
      }
    }
    assertThat(train.affine().isUniform()).isTrue();
    assertThat(-train.affine().shift(0) / train.affine().scale(0))
        .isCloseTo((float) mean, within(1e-4f));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void bytes_are_normalised_as_the_values_they_stand_for(boolean perFeature) {
    Normalisation how = new Normalisation.FromTraining(perFeature);
    RandomStream random = Streams.of(7).named("pixels");
    byte[] pixels = new byte[3 * 100];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt(i % 3 == 0 ? 256 : 9);
    }
    Dataset bytes = Dataset.ofPixels("mine", 3, 2, pixels, new int[100]);
    Dataset floats = Dataset.of("mine", 3, 2, Written.values(bytes), new int[100]);
    Examples ofBytes = load(bytes, null, 20, 30, how).split(Streams.of(1)).train();
    Examples ofFloats = load(floats, null, 20, 30, how).split(Streams.of(1)).train();
    for (int i = 0; i < ofBytes.size(); i++) {
      float[] normalised = new float[3];
      float[] expected = new float[3];
      ofBytes.copy(i, normalised, 0);
      ofFloats.copy(i, expected, 0);
      assertThat(normalised).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void validation_and_test_examples_do_not_touch_the_normalisation(boolean perFeature) {
    Normalisation how = new Normalisation.FromTraining(perFeature);
    Dataset mine = some("mine", 100);
    Split split = load(mine, null, 20, 30, how).split(Streams.of(1));
    float[] changed = Written.values(mine);
    for (Examples part : new Examples[] {split.validation(), split.test()}) {
      for (int row : rows(part)) {
        changed[3 * row] = 1e6f;
      }
    }
    Affine again =
        load(Dataset.of("mine", 3, 2, changed, mine.labels()), null, 20, 30, how)
            .split(Streams.of(1))
            .train()
            .affine();
    for (int j = 0; j < 3; j++) {
      assertThat(again.scale(j)).isEqualTo(split.train().affine().scale(j));
      assertThat(again.shift(j)).isEqualTo(split.train().affine().shift(j));
    }
  }

  @Test
  void the_checksum_is_of_both_parts() {
    Dataset mine = some("mine", 100);
    String alone = load(mine, null, 20, 30, NONE).checksum();
    assertThat(load(some("mine", 100), null, 1, 1, NONE).checksum()).isEqualTo(alone);
    assertThat(load(mine, some("test", 40), 20, 0, NONE).checksum()).isNotEqualTo(alone);
    assertThat(load(mine, some("test", 41), 20, 0, NONE).checksum())
        .isNotEqualTo(load(mine, some("test", 40), 20, 0, NONE).checksum());
  }

  @Test
  void parts_that_do_not_belong_together_are_refused() {
    Dataset wide = Dataset.of("wide", 4, 2, new float[4], new int[1]);
    Dataset more = Dataset.of("more", 3, 3, new float[3], new int[1]);
    assertThatThrownBy(() -> load(some("mine", 9), wide, 1, 0, NONE))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("wide: 4 features per example, but mine has 3");
    assertThatThrownBy(() -> load(some("mine", 9), more, 1, 0, NONE))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("more: 3 classes, but mine has 2");
  }

  @Test
  void an_unknown_name_is_answered_with_the_nearest() {
    DataSpec spec = new DataSpec(new DataSource.Named("minst"), 1, 0, NONE);
    DataDirectory where = Written.directory(Path.of("/nowhere"));
    assertThatThrownBy(() -> LoadedData.load(spec, where))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll("`minst`", "did you mean mnist");
    assertThatThrownBy(() -> LoadedData.load(spec, where.with(some("mints", 9), null)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("did you mean mints");
  }
}
