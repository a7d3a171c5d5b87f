package dev.tombola.app;

import java.util.concurrent.Callable;

/// A subcommand that writes to a [Console], which it gets when it is made.
abstract class ConsoleCommand implements Callable<Integer> {
  final Console console;

  ConsoleCommand(Console console) {
    this.console = console;
  }
}
