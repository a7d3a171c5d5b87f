package dev.tombola.rewind;

import dev.tombola.UserException;
import dev.tombola.train.Clock;
import dev.tombola.train.Step;

/// A place in a training: its beginning (`init`), its end (`end`), or a step (`500it`, `1.4ep`).
public sealed interface Point {
  record Init() implements Point {
    @Override
    public String toString() {
      return "init";
    }
  }

  record End() implements Point {
    @Override
    public String toString() {
      return "end";
    }
  }

  record At(Step step) implements Point {
    @Override
    public String toString() {
      return step.toString();
    }
  }

  /// @throws UserException when the text is none of the three
  static Point parse(String text) {
    return switch (text.strip()) {
      case "init" -> new Init();
      case "end" -> new End();
      default -> {
        try {
          yield new At(Step.parse(text));
        } catch (UserException e) {
          throw new UserException(
              "\""
                  + text
                  + "\" is not a point of a training; use init, end, or a step as 500it or 2ep",
              e);
        }
      }
    };
  }

  /// In iterations, for a training of `length` iterations.
  default long iteration(Clock clock, long length) {
    return switch (this) {
      case Init _ -> 0;
      case End _ -> length;
      case At at -> clock.iterations(at.step());
    };
  }
}
