package dev.tombola.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tombola.UserException;
import dev.tombola.nn.ImageShape;
import dev.tombola.random.RandomStream;
import dev.tombola.random.Streams;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LoadedDataTest {
  private static final Normalisation NONE = new Normalisation.None();
  private static final ImageShape COLOURS = new ImageShape(3, 1, 1);

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
        load(
                some("mine", 1_000),
                null,
                200,
                300,
                new Normalisation.FromTraining(Normalisation.By.FEATURE))
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
        load(
                some("mine", 1_000),
                null,
                200,
                300,
                new Normalisation.FromTraining(Normalisation.By.FEATURE))
            .split(Streams.of(1))
            .train()
            .affine();
    assertThat(affine.scale(2)).isEqualTo(1);
    assertThat(affine.shift(2)).isEqualTo(-0.1f);
  }

  @Test
  void one_mean_and_deviation_for_all_is_that_of_all_training_values() {
    Examples train =
        load(
                some("mine", 1_000),
                null,
                200,
                300,
                new Normalisation.FromTraining(Normalisation.By.ALL))
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
  @EnumSource
  void bytes_are_normalised_as_the_values_they_stand_for(Normalisation.By by) {
    Normalisation how = new Normalisation.FromTraining(by);
    RandomStream random = Streams.of(7).named("pixels");
    byte[] pixels = new byte[3 * 100];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt(i % 3 == 0 ? 256 : 9);
    }
    Dataset bytes = Dataset.ofPixels("mine", 3, 2, pixels, new int[100]).asImages(COLOURS);
    Dataset floats =
        Dataset.of("mine", 3, 2, Written.values(bytes), new int[100]).asImages(COLOURS);
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

  /// Two channels of 2×3 pixels, the second of another scale.
  private static Dataset images(int size) {
    ImageShape shape = new ImageShape(2, 2, 3);
    RandomStream random = Streams.of(8).named("images");
    float[] values = new float[size * shape.features()];
    for (int i = 0; i < values.length; i++) {
      boolean second = i % 12 >= 6;
      values[i] = (float) ((second ? 0.8 : 0.3) + (second ? 0.05 : 0.2) * random.nextGaussian());
    }
    return Dataset.of("images", shape.features(), 2, values, new int[size]).asImages(shape);
  }

  @Test
  void a_mean_and_deviation_by_channel_are_those_of_all_pixels_of_that_channel() {
    Normalisation how = new Normalisation.FromTraining(Normalisation.By.CHANNEL);
    Examples train = load(images(200), null, 20, 30, how).split(Streams.of(1)).train();
    for (int channel = 0; channel < 2; channel++) {
      double sum = 0;
      double squares = 0;
      for (int row : rows(train)) {
        for (int i = 6 * channel; i < 6 * channel + 6; i++) {
          double value = train.dataset().value(row, i);
          sum += value;
          squares += value * value;
        }
      }
      double count = 6.0 * train.size();
      double deviation = Math.sqrt(squares / count - sum / count * sum / count);
      for (int i = 6 * channel; i < 6 * channel + 6; i++) {
        assertThat(train.affine().scale(i)).isCloseTo((float) (1 / deviation), within(1e-4f));
        assertThat(train.affine().shift(i))
            .isCloseTo((float) (-sum / count / deviation), within(1e-4f));
      }
    }
  }

  @Test
  void numbers_stated_by_channel_normalise_every_pixel_of_their_channel() {
    Normalisation how = new Normalisation.Stated(List.of(0.3, 0.8), List.of(0.2, 0.05));
    Examples train = load(images(60), null, 20, 30, how).split(Streams.of(1)).train();
    float[] normalised = new float[12];
    for (int n = 0; n < train.size(); n++) {
      train.copy(n, normalised, 0);
      for (int i = 0; i < 12; i++) {
        float value = train.dataset().value(train.row(n), i);
        double expected = i < 6 ? (value - 0.3) / 0.2 : (value - 0.8) / 0.05;
        assertThat(normalised[i]).isCloseTo((float) expected, within(1e-5f));
        assertThat(normalised[i])
            .isEqualTo(Math.fma(value, train.affine().scale(i), train.affine().shift(i)));
      }
    }
  }

  @Test
  void one_number_for_all_is_what_it_was_before_channels_were_known() {
    Normalisation how = new Normalisation.Stated(0.3, 0.2);
    Affine affine = load(images(60), null, 20, 30, how).split(Streams.of(1)).train().affine();
    assertThat(affine.isUniform()).isTrue();
    assertThat(how).isEqualTo(new Normalisation.Stated(List.of(0.3), List.of(0.2)));
  }

  @Test
  void channels_that_the_data_do_not_have_are_told_with_the_way_out() {
    List<Double> three = List.of(0.4914, 0.4822, 0.4465);
    Normalisation stated = new Normalisation.Stated(three, three);
    assertThatThrownBy(() -> load(some("mine", 100), null, 20, 30, stated))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "data.normalise.mean: 3 numbers, one per channel, but mine has no images; give one"
                + " number");
    assertThatThrownBy(() -> load(images(100), null, 20, 30, stated))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "data.normalise.mean: 3 numbers, one per channel, but the images of images have 2; give"
                + " one number, or 2");
    Normalisation byChannel = new Normalisation.FromTraining(Normalisation.By.CHANNEL);
    assertThatThrownBy(() -> load(some("mine", 100), null, 20, 30, byChannel))
        .isInstanceOf(UserException.class)
        .hasMessage("data.normalise.by: channel, but mine has no images; use all or feature");
    assertThatThrownBy(() -> new Normalisation.Stated(three, List.of(0.2)))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll("normalise.deviation: 1 numbers, but 3 in", "one per channel");
  }

  @ParameterizedTest
  @EnumSource
  void validation_and_test_examples_do_not_touch_the_normalisation(Normalisation.By by) {
    Normalisation how = new Normalisation.FromTraining(by);
    Dataset mine = some("mine", 100).asImages(COLOURS);
    Split split = load(mine, null, 20, 30, how).split(Streams.of(1));
    float[] changed = Written.values(mine);
    for (Examples part : new Examples[] {split.validation(), split.test()}) {
      for (int row : rows(part)) {
        changed[3 * row] = 1e6f;
      }
    }
    Affine again =
        load(Dataset.of("mine", 3, 2, changed, mine.labels()).asImages(COLOURS), null, 20, 30, how)
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
