package dev.tombola.verify;

import dev.tombola.experiment.Experiment;
import dev.tombola.experiment.TinyExperiment;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import dev.tombola.ship.TicketExport;
import dev.tombola.ship.TicketStory;
import dev.tombola.ticket.Input;
import dev.tombola.ticket.TicketFile;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.SequencedMap;

/// Tickets of tiny experiments, as they are read from their files, and falsified ones.
final class Tickets {
  static final String NAME = "my.ticket";

  private Tickets() {}

  static TicketFile of(Experiment experiment, int level, long replicate) {
    return sealed(
        TicketExport.of(experiment.paths().directory())
            .ticket(level, replicate, TinyExperiment.data()));
  }

  static TicketStory story(TicketFile ticket) {
    return TicketStory.of(ticket, NAME);
  }

  static Weights start(TicketFile ticket) {
    return Objects.requireNonNull(ticket.start());
  }

  static TicketFile withStart(TicketFile ticket, Weights start) {
    return sealed(
        new TicketFile(
            ticket.network(),
            ticket.mask(),
            start,
            ticket.trained(),
            ticket.input(),
            ticket.about()));
  }

  static TicketFile withTrained(TicketFile ticket, Weights trained) {
    return sealed(
        new TicketFile(
            ticket.network(),
            ticket.mask(),
            ticket.start(),
            trained,
            ticket.input(),
            ticket.about()));
  }

  static TicketFile withInput(TicketFile ticket, Input input) {
    return sealed(
        new TicketFile(
            ticket.network(),
            ticket.mask(),
            ticket.start(),
            ticket.trained(),
            input,
            ticket.about()));
  }

  /// With something else in its story.
  static TicketFile retold(TicketFile ticket, String key, String regex, String replacement) {
    SequencedMap<String, String> about = new LinkedHashMap<>(ticket.about());
    about.computeIfPresent(key, (_, text) -> text.replaceFirst(regex, replacement));
    return sealed(
        new TicketFile(
            ticket.network(),
            ticket.mask(),
            ticket.start(),
            ticket.trained(),
            ticket.input(),
            about));
  }

  /// The lowest bit of the first survivor's value in the first layer flipped.
  static Weights oneBitOff(TicketFile ticket, Weights weights) {
    Parameter first = ticket.mask().parameters().getFirst();
    int survivor = ticket.mask().indices(first)[0];
    float[] values = weights.values(first).clone();
    values[survivor] = Float.intBitsToFloat(Float.floatToRawIntBits(values[survivor]) ^ 1);
    return weights.with(first.name(), values);
  }

  private static TicketFile sealed(TicketFile ticket) {
    return TicketFile.decode(ticket.encode(), NAME);
  }
}
