package dev.tombola.ship;

import dev.tombola.UserException;
import dev.tombola.data.DataDirectory;
import dev.tombola.data.Examples;
import dev.tombola.data.LoadedData;
import dev.tombola.random.Streams;
import dev.tombola.ticket.TicketFile;

/// The test examples that a ticket's results are of.
public final class TestExamples {
  private TestExamples() {}

  /// @param name of the ticket's file, for error messages
  /// @param where data are looked for
  /// @throws UserException when the ticket does not say, or the data are not there or others
  public static Examples of(TicketFile ticket, String name, DataDirectory where) {
    TicketStory story = TicketStory.of(ticket, name);
    LoadedData data = LoadedData.load(story.spec().data(), where);
    if (!data.checksum().equals(story.data().checksum())) {
      throw new UserException(
          "%s: what is called %s here are not the data that it was trained on; bring those back"
              .formatted(name, story.data().name()));
    }
    return data.split(Streams.of(story.ticket().key().replicate())).test();
  }
}
