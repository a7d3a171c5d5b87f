package dev.tombola.train;

/// Turns [Step]s into iterations: how many examples an epoch has, how many a batch.
public record Clock(int examples, int batch) {
  public long iterations(Step step) {
    return step.iterations(examples, batch);
  }

  public double epochs(long iterations) {
    return (double) iterations * batch / examples;
  }
}
