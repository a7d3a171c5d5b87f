package dev.tombola.audit;

import dev.tombola.UserException;
import dev.tombola.measure.Structure;
import dev.tombola.measure.Structures;
import dev.tombola.ticket.TicketFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A ticket file, of which everything that needs no data was checked.
///
/// @param ticket empty when the file cannot be read
/// @param notes what could not be looked at, a sentence each
public record TicketAudit(
    Path file, Optional<TicketFile> ticket, List<String> notes, List<Check> checks)
    implements Audit {
  private static final String ENDING = ".ticket";

  public TicketAudit {
    notes = List.copyOf(notes);
    checks = List.copyOf(checks);
  }

  /// What its mask is like; empty when the file cannot be read.
  public Optional<Structure> structure() {
    return ticket.map(found -> Structures.of(found.network(), found.mask()));
  }

  /// Whether a file is to be one, by its name or by its first bytes.
  static boolean isTicket(Path file) {
    return file.toString().endsWith(ENDING) || TicketFile.isOne(file);
  }

  static TicketAudit of(Path file) {
    TicketFile ticket;
    try {
      ticket = TicketFile.read(file);
    } catch (UserException e) {
      Check form = new Check(Invariant.FORM, 1, List.of(e.getMessage()));
      return new TicketAudit(file, Optional.empty(), List.of(), List.of(form));
    }
    return new TicketChecks(file, ticket).audit();
  }
}
