package dev.tombola.experiment;

import dev.tombola.experiment.Calibration.Seconds;
import dev.tombola.experiment.Plan.PlannedRun;
import dev.tombola.nn.Density;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.train.Engine;
import java.util.Comparator;
import java.util.List;

/// What the runs of an experiment that are not there yet will take.
///
/// @param weights prunable weights of the dense network
/// @param parameters all its values
/// @param runs trainings in all
/// @param done those that are there
/// @param iterations of the others together
/// @param operations floating-point operations of the others, as [dev.tombola.train.Cost] defines
///   them
/// @param denseTrainings how many dense trainings would be as much work as the others
/// @param seconds until all are done
/// @param bytes on disk, of all runs
/// @param atOnce how many trainings were measured at once: as many as will run together
/// @param measured steps that were measured
public record Estimate(
    long weights,
    long parameters,
    int runs,
    int done,
    long iterations,
    double operations,
    double denseTrainings,
    double seconds,
    double bytes,
    int atOnce,
    List<MeasuredStep> measured) {
  public Estimate {
    measured = List.copyOf(measured);
  }

  /// @param density of the mask
  /// @param seconds of a training step
  public record MeasuredStep(Density density, double seconds) {}

  /// Calibrates for about five seconds, whatever the experiment, and goes through the plan.
  public static Estimate of(Experiment experiment, Engine engine, int threads) {
    List<PlannedRun> runs = Plan.of(experiment.spec()).runs();
    List<PlannedRun> missing =
        runs.stream().filter(run -> !experiment.files(run.key()).done()).toList();
    Programs programs = new Programs(experiment, engine);
    List<Program> ahead = missing.stream().map(programs::of).toList();
    long iterations = ahead.stream().mapToLong(Program::steps).sum();
    double operations = ahead.stream().mapToDouble(program -> program.work().flops()).sum();
    int atOnce =
        Timetable.of(missing, threads, run -> programs.of(run).work().flops()).mostAtOnce();

    List<Program> chosen = Programs.toMeasure(ahead);
    int each = Math.max(1, threads / atOnce);
    Calibration calibration = Calibration.measure(chosen, engine, atOnce, each, iterations);
    Timetable timetable =
        Timetable.of(missing, threads, run -> seconds(programs.of(run), calibration));
    Network network = experiment.network();
    return new Estimate(
        network.weights(),
        network.parameters().stream().mapToLong(Parameter::size).sum(),
        runs.size(),
        runs.size() - missing.size(),
        iterations,
        operations,
        operations / programs.dense().work().flops(),
        calibration.lost() + timetable.seconds(),
        runs.stream().map(programs::of).mapToDouble(Program::bytes).sum(),
        atOnce,
        chosen.stream()
            .filter(program -> !program.small())
            .map(program -> new MeasuredStep(program.density(), calibration.of(program).step()))
            .sorted(Comparator.comparing(MeasuredStep::density).reversed())
            .toList());
  }

  private static double seconds(Program program, Calibration calibration) {
    Seconds seconds = calibration.of(program);
    return seconds.of(program.steps(), program.looks(), Program.TESTS);
  }
}
