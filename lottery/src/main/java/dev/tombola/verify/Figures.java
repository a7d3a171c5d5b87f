package dev.tombola.verify;

import dev.tombola.nn.Mask;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import dev.tombola.ship.TicketRun;
import dev.tombola.ticket.TicketFile;
import dev.tombola.train.Evaluation;
import dev.tombola.train.Trajectory.EarlyStop;
import java.util.BitSet;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Values and results that were recorded, beside those that were found.
final class Figures {
  private Figures() {}

  /// How many values a masked network has: survivors, and what is never pruned.
  static long values(TicketFile ticket) {
    return ticket.network().parameters().stream()
        .mapToLong(p -> p.prunable() ? ticket.mask().survivors(p) : p.size())
        .sum();
  }

  /// How many survivors two masks share.
  static long common(Mask one, Mask other) {
    long common = 0;
    for (Parameter parameter : one.parameters()) {
      BitSet both = one.kept(parameter);
      both.and(other.kept(parameter));
      common += both.cardinality();
    }
    return common;
  }

  /// Where values of a ticket differ: how many of them, and the first.
  static String difference(TicketFile ticket, Weights recorded, Weights found) {
    long differing = 0;
    String first = "";
    for (Parameter parameter : ticket.network().parameters()) {
      float[] one = recorded.values(parameter);
      float[] other = found.values(parameter);
      for (int i = 0; i < one.length; i++) {
        if (Float.floatToRawIntBits(one[i]) != Float.floatToRawIntBits(other[i])) {
          if (differing == 0) {
            first =
                "%s[%d], %s in the file, is %s".formatted(parameter.name(), i, one[i], other[i]);
          }
          differing++;
        }
      }
    }
    return number(
        "%,d of %,d values %s: %s",
        differing, values(ticket), differing == 1 ? "differs" : "differ, the first of them", first);
  }

  /// What was trained, without its results.
  static String drawn(TicketRun run) {
    return number(
        "%,d of %,d weights from iteration %,d to %,d%s",
        run.survivors(),
        run.weights(),
        run.from(),
        run.to(),
        run.factor().isEmpty() ? "" : " (" + run.factor() + ")");
  }

  static String earlyStop(@Nullable EarlyStop stop) {
    return stop == null
        ? "diverged"
        : number("%s at iteration %,d", accuracy(stop.test()), stop.step());
  }

  static String last(@Nullable Evaluation last) {
    return last == null ? "diverged" : accuracy(last);
  }

  private static String accuracy(Evaluation test) {
    return number(
        "%.2f %% (%,d of %,d test examples), loss %.4f",
        test.accuracy(), test.correct(), test.examples(), test.loss());
  }

  /// To the last digit, for results that may look alike.
  static String exactly(@Nullable EarlyStop stop) {
    return stop == null
        ? "diverged"
        : number(
            "%s at iteration %,d, validation loss %s",
            exactly(stop.test()), stop.step(), stop.validationLoss());
  }

  static String exactly(@Nullable Evaluation test) {
    return test == null
        ? "diverged"
        : number("%,d of %,d right, loss %s", test.correct(), test.examples(), test.loss());
  }

  @SuppressWarnings(
      "AnnotateFormatMethod") // its annotation is in a library that nothing else needs
  static String number(String format, @Nullable Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
