package dev.tombola.audit;

import dev.tombola.data.Affine;
import dev.tombola.data.Dataset;
import dev.tombola.data.Examples;
import dev.tombola.data.Split;
import dev.tombola.experiment.DataShape;
import dev.tombola.experiment.ExperimentSpec;
import dev.tombola.experiment.RunRecord;
import dev.tombola.experiment.StartSpec;
import dev.tombola.lottery.Lottery;
import dev.tombola.lottery.Origin;
import dev.tombola.nn.ImageShape;
import dev.tombola.nn.Weights;
import dev.tombola.random.Streams;

/// A replicate's lottery without its data: every example is a blank one. All that drawing, pruning,
/// rewinding and controls take of the data is their shape, and how many examples an epoch has.
final class BlankLottery {
  /// More than fit into memory.
  private static final long MOST_EXAMPLES = 1_000_000_000;

  private BlankLottery() {}

  /// @param dense the record of level 0, which says how long an epoch is
  /// @param start what level 0 starts from, if that is a checkpoint
  /// @throws IllegalArgumentException when it cannot be that long
  static Lottery of(ExperimentSpec spec, DataShape data, RunRecord dense, Weights start) {
    long examples = Math.round(dense.stepsPerEpoch() * spec.training().batch());
    if (examples < 1 || examples > MOST_EXAMPLES) {
      throw new IllegalArgumentException(
          "its record says that an epoch has %s steps".formatted(dense.stepsPerEpoch()));
    }
    return of(spec, data, (int) examples, dense.key().replicate(), start);
  }

  /// @param examples to train on
  /// @param start as above
  static Lottery of(
      ExperimentSpec spec, DataShape data, int examples, long replicate, Weights start) {
    Dataset blank =
        Dataset.of(
            data.name(), data.features(), data.classes(), new float[data.features()], new int[1]);
    ImageShape image = data.image();
    Dataset dataset = image == null ? blank : blank.asImages(image);
    Examples none = new Examples(dataset, new int[0], Affine.identity());
    Examples train = new Examples(dataset, new int[examples], Affine.identity());
    Origin origin =
        switch (spec.start()) {
          case StartSpec.Drawn _ -> new Origin.Drawn();
          case StartSpec.Checkpoint checkpoint -> new Origin.Given(start, checkpoint.trained());
        };
    return spec.lottery(origin, new Split(train, none, none), Streams.of(replicate));
  }
}
