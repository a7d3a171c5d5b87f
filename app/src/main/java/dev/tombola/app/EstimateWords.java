package dev.tombola.app;

import dev.tombola.experiment.Estimate;
import java.io.PrintWriter;

/// What an experiment takes, in words.
record EstimateWords(Estimate estimate) {
  void print(PrintWriter out) {
    out.println(
        Words.number(
            "weights      %,d (with biases %,d)", estimate.weights(), estimate.parameters()));
    out.println(
        Words.number(
            "trainings    %,d, %,d of them there already; %,d iterations to do",
            estimate.runs(), estimate.done(), estimate.iterations()));
    out.println(
        Words.number(
            "operations   %.3g FLOP: 2 per surviving weight and example, forward, for the weight"
                + " gradient and, from the second layer on, for the input gradient; and 2 per look"
                + " at validation",
            estimate.operations()));
    out.println(
        "time         about "
            + Words.duration(estimate.seconds())
            + ", from steps measured just now at every level's density");
    out.println("disk         about " + Words.bytes(estimate.bytes()));
  }
}
