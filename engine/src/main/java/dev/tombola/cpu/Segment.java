package dev.tombola.cpu;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Stages that work on one block after another, all on one while it is in the cache; between two
/// segments the whole batch has to be done.
///
/// @param lanes examples in a block
record Segment(List<Stage> stages, int lanes) {
  Segment {
    stages = List.copyOf(stages);
  }

  /// Lays out what only [#backward] needs; from the last segment to the first.
  ///
  /// @param moments of the optimiser, for each value
  void layOutBackward(int moments) {
    for (Stage stage : stages.reversed()) {
      stage.layOutBackward();
      stage.tensors().forEach(tensor -> tensor.layOutBackward(moments));
    }
  }

  void forward(Pass pass) {
    int blocks = pass.blocks(lanes);
    for (int block = 0; block < blocks; block++) {
      for (int s = 0; s < stages.size(); s++) {
        stages.get(s).forward(block);
      }
    }
    for (int s = 0; s < stages.size(); s++) {
      stages.get(s).forwardDone();
    }
  }

  /// With an `update`, the parameters have moved when this returns: at once, stage by stage, if the
  /// batch is one block of dense layers.
  void backward(Pass pass, @Nullable Update update) {
    int blocks = pass.blocks(lanes);
    boolean atOnce = blocks == 1 && lanes == Lanes.COUNT;
    for (int block = 0; block < blocks; block++) {
      for (int s = stages.size() - 1; s >= 0; s--) {
        stages.get(s).backward(block, atOnce ? update : null);
      }
    }
    for (int s = 0; s < stages.size(); s++) {
      stages.get(s).backwardDone();
      if (update != null && !atOnce) {
        stages.get(s).move(update);
      }
    }
  }
}
