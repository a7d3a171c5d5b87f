package dev.tombola.data;

import dev.tombola.nn.ImageShape;
import dev.tombola.random.RandomStream;
import dev.tombola.random.Streams;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// How a training sees its images: through a window that moves and a mirror that comes and goes, at
/// each step another for each example of the batch, as its [Augmentation] allows.
///
/// A view is three numbers. In an image of height H and width W, what is seen at row y and column x
/// of any channel is the pixel in row `y + down` and column `x + right`, or in column `W − 1 − x +
/// right` if it is flipped; and black where there is no such pixel. Normalisation comes after it,
/// at the place where a pixel is seen.
///
/// Those of step k are drawn from the stream `augment/step-<k>`, so that they are the same however
/// it was reached: after an interruption, by a retraining from there, in a ticket and in all its
/// controls. The n-th example's are the n-th three draws, whatever the augmentation, so that images
/// that are cropped as well are flipped as they would be without. No other stream is touched: the
/// order of the data stays what it was.
///
/// A step allocates nothing but its stream. Immutable; any thread may use it.
public final class Views {
  private final Augmentation augmentation;
  private final @Nullable ImageShape image;
  private final Streams streams;

  private Views(Augmentation augmentation, @Nullable ImageShape image, Streams streams) {
    this.augmentation = augmentation;
    this.image = image;
    this.streams = streams.within("augment");
  }

  /// How a training sees these examples.
  ///
  /// @param streams of the replicate
  /// @throws dev.tombola.UserException if they are no images, or too small
  public static Views of(Augmentation augmentation, Examples training, Streams streams) {
    augmentation.check(training.dataset());
    return new Views(augmentation, training.dataset().image().orElse(null), streams);
  }

  /// Examples as they are.
  public static Views none() {
    return new Views(Augmentation.NONE, null, Streams.of(0));
  }

  /// True if every example is seen as it is, so that nobody need ask how; examples need not be
  /// images then.
  public boolean isNone() {
    return augmentation.equals(Augmentation.NONE);
  }

  /// The shape of what is seen, the examples' own.
  ///
  /// @throws IllegalStateException if they are no images
  public ImageShape image() {
    if (image == null) {
      throw new IllegalStateException("examples that are no images are seen as they are");
    }
    return image;
  }

  /// Writes how step `step` (from 0) sees each example of its batch, in the order of
  /// [DataOrder#batch].
  ///
  /// @param down `[batch]`, gets how many rows the window lies below the image, −crop … crop
  /// @param right `[batch]`, gets how many columns it lies right of it
  /// @param flipped `[batch]`, gets whether what it shows is mirrored left to right
  public void at(long step, int[] down, int[] right, boolean[] flipped) {
    if (step < 0 || right.length != down.length || flipped.length != down.length) {
      throw new IllegalArgumentException(
          "views of step %d, %d down, %d right, %d flipped"
              .formatted(step, down.length, right.length, flipped.length));
    }
    RandomStream random = streams.named("step-" + step);
    int crop = augmentation.crop();
    for (int n = 0; n < down.length; n++) {
      down[n] = random.nextInt(2 * crop + 1) - crop;
      right[n] = random.nextInt(2 * crop + 1) - crop;
      flipped[n] = random.nextInt(2) == 1 && augmentation.flip();
    }
  }

  /// Writes an image as it is seen, not normalised yet.
  ///
  /// @param from has its pixels from `at` on, `[channels][height][width]`
  /// @param to gets as many from `offset` on; another array
  public void copy(
      byte[] from, int at, int down, int right, boolean flipped, byte[] to, int offset) {
    int height = image().height();
    int width = image().width();
    Arrays.fill(to, offset, offset + image().features(), (byte) 0);
    int left = Math.max(0, -right);
    int end = Math.min(width, width - right);
    for (int channel = 0; channel < image().channels(); channel++) {
      for (int y = Math.max(0, -down); y < Math.min(height, height - down); y++) {
        int source = at + (channel * height + y + down) * width + right;
        int target = offset + (channel * height + y) * width;
        if (flipped) {
          for (int x = left; x < end; x++) {
            to[target + width - 1 - x] = from[source + x];
          }
        } else {
          System.arraycopy(from, source + left, to, target + left, end - left);
        }
      }
    }
  }

  /// As above, for images that are kept as numbers.
  public void copy(
      float[] from, int at, int down, int right, boolean flipped, float[] to, int offset) {
    int height = image().height();
    int width = image().width();
    Arrays.fill(to, offset, offset + image().features(), 0);
    int left = Math.max(0, -right);
    int end = Math.min(width, width - right);
    for (int channel = 0; channel < image().channels(); channel++) {
      for (int y = Math.max(0, -down); y < Math.min(height, height - down); y++) {
        int source = at + (channel * height + y + down) * width + right;
        int target = offset + (channel * height + y) * width;
        if (flipped) {
          for (int x = left; x < end; x++) {
            to[target + width - 1 - x] = from[source + x];
          }
        } else {
          System.arraycopy(from, source + left, to, target + left, end - left);
        }
      }
    }
  }
}
