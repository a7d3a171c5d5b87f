package dev.tombola.app;

/// Colours for a terminal, or none.
record Ansi(boolean on) {
  String bold(String text) {
    return paint("1", text);
  }

  String dim(String text) {
    return paint("2", text);
  }

  String green(String text) {
    return paint("32", text);
  }

  String red(String text) {
    return paint("31", text);
  }

  String yellow(String text) {
    return paint("33", text);
  }

  /// One of six hues that differ for colour-blind eyes too, by number.
  String hue(int number, String text) {
    int[] codes = {34, 33, 35, 36, 32, 31};
    return paint(Integer.toString(codes[number % codes.length]), text);
  }

  private String paint(String code, String text) {
    return on ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
