package dev.tombola.app;

import java.util.ArrayList;
import java.util.List;

/// Text in lines that end between words.
final class Paragraph {
  private Paragraph() {}

  /// The lines of a text, none of them longer than `width` unless it is a single word.
  static List<String> lines(String text, int width) {
    List<String> lines = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      lines.addAll(broken(line, width));
    }
    return lines;
  }

  private static List<String> broken(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
