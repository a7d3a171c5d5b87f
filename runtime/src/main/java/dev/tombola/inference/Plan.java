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
  /// Floats of a cache line.
  private static final int LINE = 16;

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
      lay(kernels, examples, first, count, at.features, at.featureShift);
    } else {
      int block = at.imageExamples();
      for (int done = 0; done < count; done += block) {
        int part = Math.min(block, count - done);
        lay(kernels, examples, first + done, part, at.images, at.imageShift);
        at.block = done / block;
        for (Stage stage : images) {
          stage.run(at, kernels);
        }
      }
    }
    for (Stage stage : features) {
      stage.run(at, kernels);
    }
    if (at.isSingle()) {
      System.arraycopy(at.values, logits, results, first * classes, classes);
    } else {
      takeLogits(kernels, at.features, first, count, results, classes);
    }
  }

  /// 8 classes of 8 examples at a time, and what is left of both one by one.
  private void takeLogits(
      Kernels kernels, MemorySegment from, int first, int count, float[] results, int classes) {
    int eightClasses = classes / 8 * 8;
    int eightExamples = count / 8 * 8;
    for (int line = 0; line < eightClasses; line += LINE) {
      int end = Math.min(eightClasses, line + LINE);
      for (int i = 0; i < eightExamples; i += 8) {
        for (int c = line; c < end; c += 8) {
          int at = ((logits + c) << Workspace.FEATURE_SHIFT) + i;
          kernels.take(from, at, Workspace.EXAMPLES, results, (first + i) * classes + c, classes);
        }
      }
    }
    for (int i = 0; i < count; i++) {
      for (int c = i < eightExamples ? eightClasses : 0; c < classes; c++) {
        int at = ((logits + c) << Workspace.FEATURE_SHIFT) + i;
        results[(first + i) * classes + c] = from.getAtIndex(JAVA_FLOAT, at);
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

  /// Brings examples to their place, side by side: 8 features of 8 examples at a time, and what is
  /// left of both one by one.
  private void lay(
      Kernels kernels, float[] examples, int first, int count, MemorySegment to, int shift) {
    int features = input.length;
    int eightFeatures = features / 8 * 8;
    int eightExamples = count / 8 * 8;
    for (int line = 0; line < eightFeatures; line += LINE) {
      int end = Math.min(eightFeatures, line + LINE);
      for (int lane = 0; lane < eightExamples; lane += 8) {
        for (int f = line; f < end; f += 8) {
          int from = (first + lane) * features + f;
          kernels.lay(examples, from, features, to, input, f, shift, lane);
        }
      }
    }
    for (int lane = 0; lane < count; lane++) {
      for (int f = lane < eightExamples ? eightFeatures : 0; f < features; f++) {
        if (input[f] >= 0) {
          float value = examples[(first + lane) * features + f];
          to.setAtIndex(JAVA_FLOAT, (input[f] << shift) + lane, value);
        }
      }
    }
    for (int f = 0; f < features && scaling != null; f++) {
      for (int i = input[f] << shift; i < (input[f] << shift) + count; i++) {
        to.setAtIndex(JAVA_FLOAT, i, scaled(to.getAtIndex(JAVA_FLOAT, i), f));
      }
    }
  }

  private float scaled(float value, int feature) {
    if (scaling == null) {
      return value;
    }
    int pair = feature / (input.length / scaling.scale().length);
    return Math.fma(value, scaling.scale()[pair], scaling.shift()[pair]);
  }
}
