package dev.tombola.app;

import dev.tombola.experiment.Estimate;
import java.util.stream.Collectors;

/// What an experiment takes, in words.
///
/// @param loading seconds that the data took and the experiment will take again
record EstimateWords(Estimate estimate, double loading) {
  private static final int INDENT = 13;

  /// A terminal's usual width, as these lines are often kept.
  private static final int WIDTH = 80;

  void print(Console console) {
    say(
        console,
        "weights",
        Words.number("%,d (with biases %,d)", estimate.weights(), estimate.parameters()));
    say(
        console,
        "trainings",
        Words.number(
            "%,d, %,d of them there already; %,d iterations to do",
            estimate.runs(), estimate.done(), estimate.iterations()));
    say(
        console,
        "operations",
        "%s: %s; a multiply-add counts two"
            .formatted(Words.flops(estimate.operations()), Words.worth(estimate.denseTrainings())));
    say(console, "time", "about " + Words.duration(loading + estimate.seconds()) + atOnce());
    say(console, "", "measured just now: a training step takes " + steps());
    say(console, "disk", "about " + Words.bytes(estimate.bytes()));
  }

  private String atOnce() {
    return estimate.atOnce() == 1
        ? ", one training at a time"
        : ", %d trainings at a time".formatted(estimate.atOnce());
  }

  private String steps() {
    return estimate.measured().stream()
        .map(step -> Words.brief(step.seconds()) + " at " + step.density())
        .collect(Collectors.joining(", "));
  }

  private static void say(Console console, String name, String words) {
    String before = name;
    for (String line : Paragraph.lines(words, Math.min(console.width(), WIDTH) - INDENT)) {
      console.out().println(before + " ".repeat(INDENT - before.length()) + line);
      before = "";
    }
  }
}
