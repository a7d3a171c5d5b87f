package dev.tombola.ship;

import dev.tombola.UserException;
import dev.tombola.data.DataSource;
import dev.tombola.data.Dataset;
import dev.tombola.data.NamedData;
import dev.tombola.data.UnlabelledData;
import dev.tombola.inference.Predictor;
import dev.tombola.nn.ImageShape;
import dev.tombola.nn.Network;
import dev.tombola.ticket.TicketFile;
import dev.tombola.train.ClassHits;
import dev.tombola.train.Evaluation;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a ticket says of examples that it was not trained on, as a service that has nothing but its
/// file would have it.
public final class Predictions {
  /// Examples that are predicted at once: enough to be fast, few enough to need little memory.
  private static final int BATCH = 256;

  private final Network network;
  private final Predictor predictor;
  private final @Nullable ImageShape image;
  private final boolean ofBytes;

  private Predictions(
      Network network, Predictor predictor, @Nullable ImageShape image, boolean ofBytes) {
    this.network = network;
    this.predictor = predictor;
    this.image = image;
    this.ofBytes = ofBytes;
  }

  /// @param name of the ticket's file, for error messages
  public static Predictions of(TicketFile ticket, String name) {
    TicketStory story = TicketStory.isIn(ticket) ? TicketStory.of(ticket, name) : null;
    return new Predictions(
        ticket.network(),
        Predictor.of(ticket),
        ticket.network().image().orElse(story == null ? null : story.data().image()),
        story != null && isOfBytes(story.spec().data().source()));
  }

  /// Whether values are image bytes divided by 255, by what a spec alone says: those of an array
  /// may be, too.
  private static boolean isOfBytes(DataSource source) {
    return switch (source) {
      case DataSource.Named(var name) ->
          NamedData.all().stream().anyMatch(data -> data.name().equals(name));
      case DataSource.Idx _ -> true;
      case DataSource.Csv _, DataSource.Numpy _ -> false;
    };
  }

  /// How examples get into an array.
  private interface Source {
    void copy(int row, float[] to, int offset);
  }

  /// Gets the logits of an example, `logits[offset … offset + classes − 1]`.
  private interface Sink {
    void take(int row, float[] logits, int offset);
  }

  /// The logits of every example, `[size][classes]`.
  ///
  /// @param place where the examples are from, for error messages
  /// @throws UserException when the network takes examples of another shape
  public float[][] logits(UnlabelledData data, String place) {
    requireFeatures(data.features(), place);
    if (!fits(data.shape())) {
      throw new UserException(
          "%s: examples of the shape %s, but the ticket takes images of %s, channels first; transpose them"
              .formatted(place, data.shape(), image));
    }
    float[][] logits = new float[data.size()][network.classes()];
    predict(
        data.size(),
        data::copy,
        (row, from, offset) -> System.arraycopy(from, offset, logits[row], 0, network.classes()));
    return logits;
  }

  /// Why examples may be in other units than those that the ticket was trained on, of which its
  /// logits tell nothing: where it was trained on image bytes, and theirs are not in 0 … 1.
  ///
  /// @param place where the examples are from
  public Optional<String> doubt(UnlabelledData data, String place) {
    float least = 0;
    float greatest = 1;
    float[] example = new float[data.features()];
    for (int row = 0; ofBytes && row < data.size(); row++) {
      data.copy(row, example, 0);
      for (float value : example) {
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
      }
    }
    return least == 0 && greatest == 1
        ? Optional.empty()
        : Optional.of(
            "%s: has values from %s to %s, but the ticket was trained on image bytes divided by 255, from 0 to 1; divide the pixels by 255, or save them as uint8"
                .formatted(place, least, greatest));
  }

  /// How it does on labelled examples.
  ///
  /// @throws UserException when the network takes other examples, or has too few classes
  public Evaluation evaluation(Dataset data) {
    requireFeatures(data.features(), data.name());
    if (data.classes() > network.classes()) {
      throw new UserException(
          "%s: %d classes, but the ticket knows %d; give it the data that it was trained for"
              .formatted(data.name(), data.classes(), network.classes()));
    }
    int[] hits = new int[data.classes()];
    int[] examples = new int[data.classes()];
    double[] loss = {0};
    predict(
        data.size(),
        data::copy,
        (row, logits, offset) -> {
          int label = data.labels()[row];
          examples[label]++;
          hits[label] += Softmax.greatest(logits, offset, network.classes()) == label ? 1 : 0;
          loss[0] -= Softmax.logProbability(logits, offset, network.classes(), label);
        });
    return new Evaluation(loss[0] / data.size(), ClassHits.of(hits, examples));
  }

  private void predict(int size, Source source, Sink sink) {
    int features = network.inputs();
    int classes = network.classes();
    float[] examples = new float[Math.min(BATCH, size) * features];
    float[] logits = new float[Math.min(BATCH, size) * classes];
    for (int from = 0; from < size; from += BATCH) {
      int count = Math.min(BATCH, size - from);
      for (int i = 0; i < count; i++) {
        source.copy(from + i, examples, i * features);
      }
      predictor.logits(examples, count, logits);
      for (int i = 0; i < count; i++) {
        sink.take(from + i, logits, i * classes);
      }
    }
  }

  /// Whether features lie in the order of the image, if there is one: features without a shape are
  /// taken for that, and axes of length one change no order.
  private boolean fits(List<Integer> shape) {
    return image == null
        || shape.size() == 1
        || longer(shape).equals(longer(List.of(image.channels(), image.height(), image.width())));
  }

  private static List<Integer> longer(List<Integer> shape) {
    return shape.stream().filter(size -> size > 1).toList();
  }

  private void requireFeatures(int features, String place) {
    if (features != network.inputs()) {
      throw new UserException(
          "%s: %d values per example, but the ticket takes %d%s"
              .formatted(
                  place, features, network.inputs(), image == null ? "" : ", images of " + image));
    }
  }
}
