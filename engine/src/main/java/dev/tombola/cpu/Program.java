package dev.tombola.cpu;

import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Weights;
import dev.tombola.train.Cost;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A masked network as this machine computes it: stages and buffers, laid out once. After that
/// nothing allocates.
///
/// One that only looks has no gradients, no moments and nothing else of the backward pass, which
/// would be a quarter of a residual network's memory and half of a multilayer perceptron's; it
/// gives the same bytes as one that learns.
final class Program implements AutoCloseable {
  private final Network network;
  private final Team team;
  private final Pass pass = new Pass();
  private final List<Segment> segments;
  private final List<Stage> stages;
  private final List<Tensor> tensors;
  private final List<Features> rows;
  private final Features input;
  private final Features logits;
  private final int[][] labels;
  private final SoftmaxCrossEntropy[] losses;

  private boolean learns;

  /// A program that passes forward only.
  ///
  /// @param batch examples that there is room for
  static Program looking(
      Network network, Mask mask, Weights weights, KernelChoice choice, int batch) {
    return new Program(network, mask, weights, choice, batch, new Team());
  }

  /// A program that gives gradients, and moves its parameters against them.
  ///
  /// @param batch examples that there is room for
  /// @param moments of the optimiser, for each value
  /// @param team to be closed with the program
  static Program learning(
      Network network,
      Mask mask,
      Weights start,
      KernelChoice choice,
      int batch,
      int moments,
      Team team) {
    Program program = new Program(network, mask, start, choice, batch, team);
    program.layOutBackward(moments);
    return program;
  }

  private Program(
      Network network, Mask mask, Weights start, KernelChoice choice, int batch, Team team) {
    this.network = network;
    this.team = team;
    int blocks = Math.ceilDiv(batch, Lanes.COUNT);
    Setup setup = new Setup(mask, start, team, pass);
    Layout layout = new Layout(network, choice, blocks, setup);
    segments = layout.segments();
    stages = segments.stream().flatMap(segment -> segment.stages().stream()).toList();
    tensors = stages.stream().flatMap(stage -> stage.tensors().stream()).toList();
    rows = layout.rows();
    input = rows.getFirst();
    logits = rows.getLast();
    labels = new int[blocks][Lanes.COUNT];
    losses =
        Stream.generate(() -> new SoftmaxCrossEntropy(network.classes()))
            .limit(blocks)
            .toArray(SoftmaxCrossEntropy[]::new);
  }

  private void layOutBackward(int moments) {
    logits.claimGradient();
    segments.reversed().forEach(segment -> segment.layOutBackward(moments));
    learns = true;
  }

  private void requireLearning() {
    if (!learns) {
      throw new IllegalStateException(
          "this program only looks and has no gradients: open it with Program.learning");
    }
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

  /// All features that stages hand on, the input first and the logits last.
  List<Features> rows() {
    return rows;
  }

  /// What stages look at: to be set before a batch is computed.
  Pass pass() {
    return pass;
  }

  /// Examples that there is room for.
  int capacity() {
    return labels.length * Lanes.COUNT;
  }

  /// Room for a block of the batch, to be filled, with [#labels].
  Inputs block(int block) {
    return input.block(block);
  }

  int[] labels(int block) {
    return labels[block];
  }

  /// Says that the blocks have been filled with so many examples.
  void begin(int examples, boolean training) {
    pass.begin(examples, training);
    for (int r = 0; r < rows.size(); r++) {
      for (int b = 0; b < pass.blocks(Lanes.COUNT); b++) {
        rows.get(r).block(b).examples(pass.examples(b, Lanes.COUNT));
      }
    }
  }

  /// Adds the gradient of `scale · Σ loss` over the batch, or moves the parameters against it if
  /// there is an `update`, and returns that `Σ loss`.
  double learn(float scale, @Nullable Update update) {
    requireLearning();
    double sum = loss();
    for (int b = 0; b < pass.blocks(Lanes.COUNT); b++) {
      int examples = pass.examples(b, Lanes.COUNT);
      losses[b].gradient(logits.gradient(b), labels[b], examples, scale);
    }
    for (int s = segments.size() - 1; s >= 0; s--) {
      segments.get(s).backward(pass, update);
    }
    return sum;
  }

  /// `Σ loss` over the batch.
  double loss() {
    forward();
    double sum = 0;
    for (int b = 0; b < pass.blocks(Lanes.COUNT); b++) {
      sum += losses[b].loss(logits.values(b), labels[b], pass.examples(b, Lanes.COUNT));
    }
    return sum;
  }

  void forward() {
    for (int s = 0; s < segments.size(); s++) {
      segments.get(s).forward(pass);
    }
  }

  /// Adds to `hits [classes]` the examples of the batch that [#loss] saw last whose greatest logit
  /// is at their label.
  void countHits(int[] hits) {
    for (int b = 0; b < pass.blocks(Lanes.COUNT); b++) {
      losses[b].countHits(logits.values(b), labels[b], pass.examples(b, Lanes.COUNT), hits);
    }
  }

  /// A copy of the weights, row-major, pruned ones zero.
  Weights weights() {
    return export(tensor -> tensor.values);
  }

  /// A copy of the gradients, row-major.
  Weights gradients() {
    requireLearning();
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
    Cost cost = losses[0].cost(batch);
    for (Stage stage : stages) {
      cost = cost.plus(stage.cost(batch, update));
    }
    return cost;
  }

  List<String> plan() {
    return stages.stream().map(Stage::plan).filter(line -> !line.isEmpty()).toList();
  }
}
