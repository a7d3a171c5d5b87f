package dev.tombola.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tombola.UserException;
import dev.tombola.branch.Branch;
import dev.tombola.branch.Ticket;
import dev.tombola.cpu.CpuEngine;
import dev.tombola.data.DataDirectory;
import dev.tombola.data.Dataset;
import dev.tombola.data.Views;
import dev.tombola.lottery.Lottery;
import dev.tombola.nn.ImageShape;
import dev.tombola.nn.Weights;
import dev.tombola.random.RandomStream;
import dev.tombola.random.Streams;
import dev.tombola.train.Checkpoints;
import dev.tombola.train.Engine;
import dev.tombola.train.State;
import dev.tombola.train.Trainer;
import dev.tombola.train.Training;
import dev.tombola.train.Trajectory;
import dev.tombola.train.Watcher;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Lotteries of images that are seen differently at each step.
final class AugmentedTrainingTest {
  private static final ImageShape SHAPE = new ImageShape(3, 4, 5);
  private static final String AUGMENTED = "data.augment={crop: 2, flip: true}";
  private static final Engine ENGINE = new CpuEngine();

  @TempDir private Path folder;

  private Lottery lottery(String... overrides) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "name=tiny",
                "data={source: {kind: named, name: images}, validation: 60}",
                "data.normalise={kind: from-training, by: channel}",
                "network.hidden=[16, 8]",
                "training.batch=70",
                "training.length=40it",
                "training.schedule.rate=0.01",
                "evaluateEvery=20it"));
    all.addAll(List.of(overrides));
    DataDirectory data = DataDirectory.standard().with(images(300, "train"), images(90, "test"));
    ExperimentSpec spec = SpecFile.resolve("lenet-mnist-quick", all);
    return Experiment.of(spec, data, folder, ENGINE).lottery(1);
  }

  private static Dataset images(int size, String name) {
    RandomStream random = Streams.of(3).named(name);
    byte[] pixels = new byte[size * SHAPE.features()];
    int[] labels = new int[size];
    for (int n = 0; n < size; n++) {
      labels[n] = random.nextInt(3);
      for (int i = 0; i < SHAPE.features(); i++) {
        pixels[n * SHAPE.features() + i] =
            (byte) (random.nextInt(128) + (i / 20 == labels[n] ? 127 : 0));
      }
    }
    return Dataset.ofPixels("images", SHAPE.features(), 3, pixels, labels).asImages(SHAPE);
  }

  private static String seen(Views views, long step) {
    int[] down = new int[70];
    int[] right = new int[70];
    boolean[] flipped = new boolean[70];
    views.at(step, down, right, flipped);
    return Arrays.toString(down) + Arrays.toString(right) + Arrays.toString(flipped);
  }

  @Test
  void a_ticket_and_its_controls_see_every_step_alike_from_wherever_they_retrain() {
    Lottery lottery = lottery(AUGMENTED, "retrain={weightsFrom: 10it, scheduleFrom: 10it}");
    Training dense = lottery.training(lottery.dense(), 0);
    Trajectory first = Trainer.train(ENGINE, dense, Watcher.NONE, Checkpoints.NONE);
    Ticket ticket = lottery.next(1, lottery.dense().mask(), first, first);
    Training rewound = lottery.training(ticket, 1);
    assertThat(rewound.from()).isEqualTo(10);
    Branch reinit = new Branch.Reinit(List.of(), 1);
    Branch randomMask = new Branch.RandomMask(List.of(), 1);
    for (long step : new long[] {10, 11, 39}) {
      String views = seen(dense.views(), step);
      assertThat(seen(rewound.views(), step)).isEqualTo(views);
      for (Branch branch : List.of(reinit, randomMask)) {
        Ticket control = lottery.control(branch, 1, 1, ticket, first);
        assertThat(seen(lottery.training(control, branch).views(), step)).isEqualTo(views);
      }
    }
    assertThat(seen(dense.views(), 10)).isNotEqualTo(seen(dense.views(), 11));
  }

  @Test
  void an_interrupted_training_goes_on_with_the_same_bits() {
    Lottery lottery = lottery(AUGMENTED);
    Training training = lottery.training(lottery.dense(), 0);
    Weights whole = after(lottery, 40);
    State state;
    try (Engine.Session session = ENGINE.open(training)) {
      session.advance(13);
      state = session.state();
    }
    try (Engine.Session session = ENGINE.open(lottery.training(lottery.dense(), 0))) {
      session.restore(state);
      session.advance(40);
      assertThat(session.weights().sameBits(whole)).isTrue();
    }
    assertThat(after(lottery(), 40).sameBits(whole)).as("without augmentation").isFalse();
  }

  private static Weights after(Lottery lottery, long steps) {
    try (Engine.Session session = ENGINE.open(lottery.training(lottery.dense(), 0))) {
      session.advance(steps);
      return session.weights();
    }
  }

  @Test
  void validation_and_test_examples_are_seen_as_they_are() {
    Lottery lottery = lottery(AUGMENTED);
    Lottery plain = lottery();
    Ticket dense = lottery.dense();
    try (Engine.Session session = ENGINE.open(lottery.training(dense, 0));
        Engine.Session other = ENGINE.open(plain.training(plain.dense(), 0))) {
      assertThat(session.evaluate(lottery.split().validation()))
          .isEqualTo(other.evaluate(plain.split().validation()));
      session.advance(7);
      assertThat(session.evaluate(lottery.split().test()))
          .isEqualTo(
              ENGINE.evaluate(
                  dense.network(), dense.mask(), session.weights(), plain.split().test()));
    }
  }

  @Test
  void without_augmentation_nothing_is_drawn() {
    Lottery lottery = lottery();
    assertThat(lottery.training(lottery.dense(), 0).views().isNone()).isTrue();
  }

  @Test
  void a_crop_as_large_as_the_image_is_told_before_anything_is_trained() {
    assertThatThrownBy(() -> lottery("data.augment.crop=4"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "data.augment.crop: 4, but the images of images have 4×5 pixels; use 3 or less");
  }
}
