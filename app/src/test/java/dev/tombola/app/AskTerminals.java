package dev.tombola.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writes into a file which of its streams are terminals, for [TerminalsTest].
final class AskTerminals {
  private AskTerminals() {}

  public static void main(String[] args) throws IOException {
    Files.writeString(Path.of(args[0]), Terminals.ask().toString());
  }
}
