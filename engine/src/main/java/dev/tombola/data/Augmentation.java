package dev.tombola.data;

import dev.tombola.UserException;
import dev.tombola.nn.ImageShape;

/// What is done to each training image at each step, and to no other: it is padded, a window of its
/// own size is cut out somewhere, and that is mirrored or not.
///
/// The usual pipeline (torchvision's `RandomCrop(32, 4)` and `RandomHorizontalFlip()` before
/// `Normalize`; open_lth, `datasets/cifar10.py`) does all this to the image as read: the padding is
/// black there, the value 0, and so −mean / deviation once normalised, as it is here. Whether
/// images are mirrored before or after makes no difference to what may come out, nor how often.
///
/// @param crop how many black pixels are added on every side; the window then has 2 · crop + 1
///   places each way, all equally likely. 0 crops nothing
/// @param flip whether every second image, on average, is mirrored left to right
public record Augmentation(int crop, boolean flip) {
  /// Images as they are.
  public static final Augmentation NONE = new Augmentation(0, false);

  public Augmentation {
    if (crop < 0) {
      throw new UserException("augment.crop: " + crop + " is negative; use 0 to crop nothing");
    }
  }

  /// @throws UserException if the data are no images, or so small that a window might hold nothing
  ///   of one
  void check(Dataset data) {
    if (equals(NONE)) {
      return;
    }
    ImageShape image =
        data.image()
            .orElseThrow(() ->
                new UserException(
                    "data.augment: {crop: %d, flip: %b}, but %s has no images, just %d features; leave it out, or use {crop: 0, flip: false}"
                        .formatted(crop, flip, data.name(), data.features())));
    int side = Math.min(image.height(), image.width());
    if (crop >= side) {
      throw new UserException(
          "data.augment.crop: %d, but the images of %s have %d×%d pixels; use %d or less"
              .formatted(crop, data.name(), image.height(), image.width(), side - 1));
    }
  }
}
