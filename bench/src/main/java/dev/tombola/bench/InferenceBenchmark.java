package dev.tombola.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.tombola.inference.Predictor;
import dev.tombola.ship.OnnxModel;
import dev.tombola.ticket.TicketFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// Predictions of a ticket by Tombola's runtime, and of the same network, dense, by ONNX Runtime on
/// one thread.
@State(Scope.Benchmark)
public class InferenceBenchmark extends LaunchedBenchmark {
  @Param({"LENET", "MLP"})
  private Served served = Served.LENET;

  @Param({"1", "64"})
  private int batch = 1;

  private Contest contest = new Contest(Served.LENET, 1);

  @Setup(Level.Trial)
  public void setUp() {
    contest = new Contest(served, batch);
  }

  /// From an array to an array.
  @Benchmark
  public float[] tombola() {
    contest.predictor.logits(contest.examples, batch, contest.logits);
    return contest.logits;
  }

  /// From an array to an array.
  @Benchmark
  public float[] onnxRuntime() throws OrtException {
    FloatBuffer examples = FloatBuffer.wrap(contest.examples);
    try (OnnxTensor input = Served.tensor(examples, batch, contest.predictor.inputs());
        OrtSession.Result result = contest.session.run(Map.of(OnnxModel.INPUT, input))) {
      ((OnnxTensor) result.get(0)).getFloatBuffer().get(contest.logits);
      return contest.logits;
    }
  }

  /// From a buffer that is there, outside the heap, and its result not looked at: the least that it
  /// can take.
  @Benchmark
  public void onnxRuntimeBound() throws OrtException {
    contest.session.run(Map.of(OnnxModel.INPUT, contest.bound)).close();
  }

  /// The same network and examples for both. (JMH's process ends with it.)
  private static final class Contest {
    final Predictor predictor;
    final OrtSession session;
    final OnnxTensor bound;
    final float[] examples;
    final float[] logits;

    Contest(Served served, int batch) {
      TicketFile ticket = served.ticket();
      predictor = Predictor.of(ticket);
      examples = served.examples(batch, predictor.inputs());
      logits = new float[batch * predictor.classes()];
      FloatBuffer direct =
          ByteBuffer.allocateDirect(examples.length * Float.BYTES)
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer()
              .put(examples)
              .flip();
      try {
        session = Served.session(ticket);
        bound = Served.tensor(direct, batch, predictor.inputs());
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
