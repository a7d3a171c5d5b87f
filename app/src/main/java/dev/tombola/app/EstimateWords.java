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
            "operations   %.3g FLOP on surviving weights; a multiply-add counts two",
            estimate.operations()));
    out.println(
        "time         about "
            + Words.duration(estimate.seconds())
            + ", from steps measured just now at each density");
    out.println("disk         about " + Words.bytes(estimate.bytes()));
  }
}
