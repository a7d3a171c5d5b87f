package dev.tombola.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tombola.UserException;
import dev.tombola.nn.ImageShape;
import dev.tombola.random.Streams;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AugmentationTest {
  private static final Dataset NUMBERS = Dataset.of("flowers", 12, 2, new float[120], new int[10]);

  private static final Normalisation BY_ALL = new Normalisation.FromTraining(Normalisation.By.ALL);

  private static LoadedData load(Dataset data, Augmentation augmentation) {
    DataSource source = new DataSource.Named(data.name());
    return LoadedData.load(
        new DataSpec(source, 2, 2, BY_ALL, augmentation),
        Written.directory(Path.of("/nowhere")).with(data, null));
  }

  @Test
  void data_without_images_cannot_be_augmented() {
    assertThatThrownBy(() -> load(NUMBERS, new Augmentation(4, true)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "data.augment: {crop: 4, flip: true}, but flowers has no images, just 12 features;"
                + " leave it out, or use {crop: 0, flip: false}");
    assertThat(load(NUMBERS, Augmentation.NONE).train()).isSameAs(NUMBERS);
  }

  @ParameterizedTest
  @CsvSource({"3, 2, 2, 1", "1, 3, 4, 2", "1, 4, 3, 2"})
  void a_crop_leaves_something_of_the_image_in_the_window(
      int channels, int height, int width, int most) {
    Dataset images = NUMBERS.asImages(new ImageShape(channels, height, width));
    assertThat(load(images, new Augmentation(most, false)).train()).isSameAs(images);
    assertThatThrownBy(() -> load(images, new Augmentation(most + 1, false)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "data.augment.crop: %d, but the images of flowers have %d×%d pixels; use %d or less"
                .formatted(most + 1, height, width, most));
  }

  @Test
  void a_negative_crop_is_refused() {
    assertThatThrownBy(() -> new Augmentation(-1, true))
        .isInstanceOf(UserException.class)
        .hasMessage("augment.crop: -1 is negative; use 0 to crop nothing");
  }

  @Test
  void it_changes_neither_the_split_nor_the_normalisation() {
    ImageShape shape = new ImageShape(3, 2, 2);
    float[] values = new float[120];
    for (int i = 0; i < values.length; i++) {
      values[i] = i * 7 % 11;
    }
    Dataset images = Dataset.of("images", 12, 2, values, new int[10]).asImages(shape);
    Examples plain = load(images, Augmentation.NONE).split(Streams.of(3)).train();
    Examples augmented = load(images, new Augmentation(1, true)).split(Streams.of(3)).train();
    assertThat(augmented.size()).isEqualTo(plain.size());
    for (int i = 0; i < plain.size(); i++) {
      float[] expected = new float[12];
      float[] got = new float[12];
      plain.copy(i, expected, 0);
      augmented.copy(i, got, 0);
      assertThat(got).isEqualTo(expected);
    }
  }
}
