package dev.tombola.bench;

import dev.tombola.data.Examples;
import dev.tombola.train.Engine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// Our contestant in `bench/peers/run`: trains for as long as it is told, and sleeps in between.
///
/// Arguments are the network, the inputs, `mnist` or `normal`, and the density. It writes `ready`,
/// and answers each line `window <seconds>` with the steps done, the seconds they took and the last
/// loss.
final class StepWindow {
  private StepWindow() {}

  public static void main(String[] arguments) throws IOException {
    Problem problem = Problem.named(arguments[0]);
    Examples examples =
        switch (arguments[1]) {
          case "mnist" -> Problem.mnist();
          case "normal" -> problem.normal(problem.equals(Problem.LENET) ? 60_000 : 10_000, 0);
          default -> throw new IllegalArgumentException("inputs: mnist or normal");
        };
    Engine.Session session = problem.open(Double.parseDouble(arguments[2]), examples);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    out.println("ready");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.println(window(session, Double.parseDouble(line.substring("window ".length()))));
    }
  }

  private static String window(Engine.Session session, double seconds) {
    long from = session.step();
    long began = System.nanoTime();
    double loss;
    double elapsed;
    do {
      loss = session.advance(session.step() + 1);
      elapsed = (System.nanoTime() - began) / 1e9;
    } while (elapsed < seconds);
    return session.step() - from + " " + elapsed + " " + loss;
  }
}
