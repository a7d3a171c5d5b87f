package dev.tombola.app;

import dev.tombola.experiment.ExperimentSpec;
import dev.tombola.prune.Criterion;
import dev.tombola.prune.Pruning;
import dev.tombola.prune.Rounds;
import dev.tombola.prune.Scope;
import dev.tombola.rewind.Retrain;
import dev.tombola.train.Optimiser;
import dev.tombola.train.Recipe;
import dev.tombola.train.Schedule;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How tickets are drawn, in words.
final class RecipeWords {
  private RecipeWords() {}

  /// `iterative pruning by magnitude, 50 % of each layer's survivors a round, 25 % of output's`
  static String pruning(ExperimentSpec spec) {
    Pruning pruning = spec.pruning();
    String rounds =
        switch (pruning.rounds()) {
          case Rounds.ITERATIVE -> "iterative pruning";
          case Rounds.ONE_SHOT -> "pruning in one shot";
        };
    String criterion =
        switch (pruning.criterion()) {
          case Criterion.Magnitude _ -> "by magnitude";
          case Criterion.Random _ -> "at random";
        };
    String scope =
        switch (pruning.scope()) {
          case Scope.Layerwise layerwise ->
              "%s of each layer's survivors a round%s"
                  .formatted(Words.percent(layerwise.rate()), others(layerwise));
          case Scope.Global global ->
              "%s of all survivors a round%s"
                  .formatted(Words.percent(global.rate()), except(global.except()));
          case Scope.ErdosRenyiKernel kernel ->
              "%s of all survivors a round, shared out by Erdős–Rényi-kernel%s"
                  .formatted(Words.percent(kernel.rate()), except(kernel.except()));
        };
    return "%s %s, %s".formatted(rounds, criterion, scope);
  }

  private static String others(Scope.Layerwise scope) {
    return Stream.concat(
            scope.kinds().entrySet().stream()
                .map(kind ->
                    Map.entry(
                        kind.getKey().name().toLowerCase(Locale.ROOT) + " layers",
                        kind.getValue())),
            scope.layers().entrySet().stream())
        .map(rate -> ", %s of %s".formatted(Words.percent(rate.getValue()), rate.getKey()))
        .sorted()
        .collect(Collectors.joining());
  }

  private static String except(List<String> layers) {
    return layers.isEmpty() ? "" : ", but for " + String.join(", ", layers);
  }

  /// `survivors set back to their first values`
  static String retrain(Retrain retrain) {
    return retrain.equals(Retrain.FROM_INITIALISATION)
        ? "survivors set back to their initial values"
        : Words.way(retrain);
  }

  /// `batches of 60 for 2000it, Adam, learning rate 0.0012`
  static String training(Recipe recipe) {
    String optimiser =
        switch (recipe.optimiser()) {
          case Optimiser.Sgd _ -> "SGD";
          case Optimiser.Momentum momentum ->
              (momentum.nesterov() ? "Nesterov momentum " : "momentum ") + momentum.momentum();
          case Optimiser.Adam _ -> "Adam";
          case Optimiser.AdamW _ -> "AdamW";
        };
    String schedule =
        switch (recipe.schedule()) {
          case Schedule.Constant _ -> "";
          case Schedule.Steps steps ->
              ", times %s at %s"
                  .formatted(
                      steps.factor(),
                      steps.milestones().stream()
                          .map(Object::toString)
                          .collect(Collectors.joining(", ")));
          case Schedule.Cosine _ -> " along a cosine";
        };
    double decay = recipe.optimiser().weightDecay();
    return "batches of %d for %s, %s%s, learning rate %s%s"
        .formatted(
            recipe.batch(),
            recipe.length(),
            optimiser,
            decay == 0 ? "" : " with weight decay " + decay,
            recipe.schedule().rate(),
            schedule);
  }
}
