package dev.tombola.cpu;

import dev.tombola.nn.Activation;
import dev.tombola.nn.Layer;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Weights;
import dev.tombola.train.Cost;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A masked network as this machine computes it: stages and buffers, laid out once. After that
/// nothing allocates.
final class Program implements AutoCloseable {
  private static final float[] NO_GRADIENT = {};

  private final Network network;
  private final Team team;
  private final List<Stage> stages = new ArrayList<>();
  private final List<Tensor> tensors;

  /// What goes into stage i, from i = 1 on; the block itself goes into stage 0. The last has the
  /// logits.
  private final List<Inputs> values = new ArrayList<>();

  /// The loss's gradient by `values`, `[features][64]`; empty for the block itself.
  private final List<float[]> gradients = new ArrayList<>();

  private final SoftmaxCrossEntropy loss;

  /// @param moments of the optimiser, for each value
  Program(Network network, Mask mask, Weights start, KernelChoice choice, int moments) {
    this(network, mask, start, choice, moments, new Team());
  }

  /// @param moments of the optimiser, for each value
  /// @param team to be closed with the program
  Program(Network network, Mask mask, Weights start, KernelChoice choice, int moments, Team team) {
    this.network = network;
    this.team = team;
    values.add(new Inputs(0));
    gradients.add(NO_GRADIENT);
    for (int l = 0; l < network.layers().size(); l++) {
      if (network.layers().get(l) instanceof Layer.Dense dense) {
        stages.add(choice.stage(dense, activation(l + 1), mask, start, moments, team));
        values.add(new Inputs(dense.outputs()));
        gradients.add(Lanes.rows(dense.outputs()));
      }
    }
    tensors = stages.stream().flatMap(stage -> stage.tensors().stream()).toList();
    loss = new SoftmaxCrossEntropy(network.classes());
  }

  /// What layer `l` applies to the results of the one before it.
  private @Nullable Activation activation(int l) {
    if (l == network.layers().size()) {
      return null;
    }
    return switch (network.layers().get(l)) {
      case Layer.Dense _, Layer.Dropout _, Layer.Spatial _ -> null;
      case Layer.Relu _ -> Activation.RELU;
      case Layer.Tanh _ -> Activation.TANH;
    };
  }

  /// From now on computes on so many threads.
  void threads(int threads) {
    team.resize(threads);
  }

  @Override
  public void close() {
    team.close();
  }

  List<Tensor> tensors() {
    return tensors;
  }

  /// Adds the gradient of `scale · Σ loss` over a block, or moves the parameters against it at once
  /// if there is an `update`, and returns that `Σ loss`.
  double learn(Inputs block, int[] labels, float scale, @Nullable Update update) {
    float[] logits = forward(block);
    int examples = block.examples();
    double sum = loss.loss(logits, labels, examples);
    loss.gradient(gradients.getLast(), labels, examples, scale);
    for (int i = stages.size() - 1; i >= 0; i--) {
      Inputs x = i == 0 ? block : values.get(i);
      float[] y = values.get(i + 1).lanes;
      stages.get(i).backward(x, y, gradients.get(i + 1), gradients.get(i), update);
    }
    return sum;
  }

  /// `Σ loss` over a block.
  double loss(Inputs block, int[] labels) {
    return loss.loss(forward(block), labels, block.examples());
  }

  /// Adds to `hits [classes]` the examples of the block that [#loss] saw last whose greatest logit
  /// is at their label.
  void countHits(Inputs block, int[] labels, int[] hits) {
    loss.countHits(values.getLast().lanes, labels, block.examples(), hits);
  }

  private float[] forward(Inputs block) {
    for (int i = 0; i < stages.size(); i++) {
      Inputs y = values.get(i + 1);
      y.examples(block.examples());
      stages.get(i).forward(i == 0 ? block : values.get(i), y.lanes);
    }
    return values.getLast().lanes;
  }

  /// A copy of the weights, row-major, pruned ones zero.
  Weights weights() {
    return export(tensor -> tensor.values);
  }

  /// A copy of the gradients, row-major.
  Weights gradients() {
    return export(tensor -> tensor.gradient);
  }

  private Weights export(Function<Tensor, float[]> array) {
    Map<String, float[]> exported = new LinkedHashMap<>();
    for (Stage stage : stages) {
      for (Tensor tensor : stage.tensors()) {
        exported.put(tensor.name, stage.rowMajor(tensor, array.apply(tensor)));
      }
    }
    return Weights.of(network.parameters(), exported);
  }

  /// @param update operations of the optimiser for each value
  Cost cost(int batch, long update) {
    Cost cost = loss.cost(batch);
    for (int i = 0; i < stages.size(); i++) {
      cost = cost.plus(stages.get(i).cost(batch, gradients.get(i).length > 0, update));
    }
    return cost;
  }

  List<String> plan() {
    return stages.stream().map(Stage::plan).toList();
  }
}
