package dev.tombola.inference;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.tombola.ticket.Input;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a prediction does, in order: first with images, for a block of examples at a time, then
/// with features without a shape, for all of them. Immutable.
///
/// @param input where the features of an example go: positions of images, or of features where
///   there are no images; −1 where no weight sees one
/// @param scaling of the input; null where there is none, or the first layer's weights have it
/// @param images stages of images, the last of which goes over to features
/// @param features stages of features
/// @param imagePositions positions of a workspace
/// @param featurePositions positions of a workspace
/// @param logits first position of the results among the features
record Plan(
    int[] input,
    @Nullable Input scaling,
    List<Stage> images,
    List<Stage> features,
    int imagePositions,
    int featurePositions,
    int logits) {
  Plan {
    images = List.copyOf(images);
    features = List.copyOf(features);
  }

  /// Predicts for as many examples as the workspace has, or fewer.
  ///
  /// @param examples `[count][input.length]` from example `first` on
  /// @param results `[count][classes]` from example `first` on
  void run(
      Workspace at,
      Kernels kernels,
      float[] examples,
      int first,
      int count,
      float[] results,
      int classes) {
    if (images.isEmpty() && at.isSingle()) {
      laySingle(examples, first * input.length, at.values);
    } else if (images.isEmpty()) {
      lay(examples, first, count, at.features, at.featureShift);
    } else {
      int block = at.imageExamples();
      for (int done = 0; done < count; done += block) {
        lay(examples, first + done, Math.min(block, count - done), at.images, at.imageShift);
        at.block = done / block;
        for (Stage stage : images) {
          stage.run(at, kernels);
        }
      }
    }
    for (Stage stage : features) {
      stage.run(at, kernels);
    }
    for (int i = 0; i < count; i++) {
      for (int c = 0; c < classes; c++) {
        results[(first + i) * classes + c] =
            at.isSingle()
                ? at.values[logits + c]
                : at.features.getAtIndex(JAVA_FLOAT, at.feature(logits + c) + i);
      }
    }
  }

  private void laySingle(float[] examples, int from, float[] to) {
    for (int f = 0; f < input.length; f++) {
      if (input[f] >= 0) {
        to[input[f]] = scaled(examples[from + f], f);
      }
    }
  }

  /// Brings examples to their place, side by side: 16 features of 8 examples at a time, which are
  /// as many cache lines as stay in the first cache even where examples lie a power of two apart.
  private void lay(float[] examples, int first, int count, MemorySegment to, int shift) {
    int features = input.length;
    for (int from = 0; from < features; from += 16) {
      int end = Math.min(features, from + 16);
      int lane = 0;
      for (; lane + 8 <= count; lane += 8) {
        for (int f = from; f < end; f++) {
          if (input[f] >= 0) {
            layEight(examples, (first + lane) * features + f, to, (input[f] << shift) + lane);
          }
        }
      }
      for (; lane < count; lane++) {
        for (int f = from; f < end; f++) {
          if (input[f] >= 0) {
            float value = examples[(first + lane) * features + f];
            to.setAtIndex(JAVA_FLOAT, (input[f] << shift) + lane, value);
          }
        }
      }
    }
    for (int f = 0; f < features && scaling != null; f++) {
      for (int i = input[f] << shift; i < (input[f] << shift) + count; i++) {
        to.setAtIndex(JAVA_FLOAT, i, scaled(to.getAtIndex(JAVA_FLOAT, i), f));
      }
    }
  }

  /// One feature of eight examples.
  private void layEight(float[] examples, int from, MemorySegment to, int out) {
    int features = input.length;
    to.setAtIndex(JAVA_FLOAT, out, examples[from]);
    to.setAtIndex(JAVA_FLOAT, out + 1, examples[from + features]);
    to.setAtIndex(JAVA_FLOAT, out + 2, examples[from + 2 * features]);
    to.setAtIndex(JAVA_FLOAT, out + 3, examples[from + 3 * features]);
    to.setAtIndex(JAVA_FLOAT, out + 4, examples[from + 4 * features]);
    to.setAtIndex(JAVA_FLOAT, out + 5, examples[from + 5 * features]);
    to.setAtIndex(JAVA_FLOAT, out + 6, examples[from + 6 * features]);
    to.setAtIndex(JAVA_FLOAT, out + 7, examples[from + 7 * features]);
  }

  private float scaled(float value, int feature) {
    if (scaling == null) {
      return value;
    }
    int pair = feature / (input.length / scaling.scale().length);
    return Math.fma(value, scaling.scale()[pair], scaling.shift()[pair]);
  }
}
