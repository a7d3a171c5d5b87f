package dev.tombola.data;

import dev.tombola.UserException;

/// CIFAR-10's binary batches, put together as they come, in any order: the last part of the archive
/// is the test part, the others the training part. Each record is a label byte and 3 × 32 × 32
/// bytes, channel by channel.
///
/// Source: A. Krizhevsky, "The CIFAR-10 dataset", binary version.
final class CifarBatches {
  private static final ImageShape IMAGE = new ImageShape(3, 32, 32);

  private final NamedData data;
  private final int perBatch;
  private final int trainBatches;
  private final float[] values;
  private final int[] labels;
  private final float[] testValues;
  private final int[] testLabels;

  /// @param data has one file, with the batches as its parts
  /// @param perBatch examples in each part
  CifarBatches(NamedData data, int perBatch) {
    this.data = data;
    this.perBatch = perBatch;
    trainBatches = data.files().getFirst().parts().size() - 1;
    values = new float[trainBatches * perBatch * IMAGE.features()];
    labels = new int[trainBatches * perBatch];
    testValues = new float[perBatch * IMAGE.features()];
    testLabels = new int[perBatch];
  }

  /// Adds a batch.
  void take(DataFile.Part part, byte[] contents) {
    int features = IMAGE.features();
    if (contents.length != perBatch * (1 + features)) {
      throw new UserException(
          "%s: %d bytes, where %d examples need %d"
              .formatted(part.name(), contents.length, perBatch, perBatch * (1 + features)));
    }
    int batch = data.files().getFirst().parts().indexOf(part);
    boolean test = batch == trainBatches;
    int first = test ? 0 : batch * perBatch;
    for (int i = 0; i < perBatch; i++) {
      int at = i * (1 + features);
      (test ? testLabels : labels)[first + i] = contents[at] & 0xff;
      Pixels.toValues(
          contents, at + 1, test ? testValues : values, (first + i) * features, features);
    }
  }

  /// The data set, once every batch has been taken.
  SourceParts parts() {
    return new SourceParts(
        images(data.name(), values, labels),
        images(data.name() + " (test)", testValues, testLabels));
  }

  private Dataset images(String name, float[] pixels, int[] classOf) {
    return Dataset.ofFinite(
            name, IMAGE.features(), data.classNames().size(), pixels, classOf, data.classNames())
        .asImages(IMAGE);
  }
}
