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
import org.openjdk.jmh.annotations.TearDown;

/// Predictions of a ticket by Tombola's runtime, and of the same network, dense, by ONNX Runtime on
/// one thread.
@State(Scope.Benchmark)
public class InferenceBenchmark extends LaunchedBenchmark {
  @Param({"LENET", "MLP"})
  private Served served = Served.LENET;

  @Param({"1", "64"})
  private int batch;

  private Predictor predictor;
  private OrtSession session;
  private OnnxTensor bound;
  private float[] examples;
  private float[] logits;

  @Setup(Level.Trial)
  public void setUp() throws OrtException {
    TicketFile ticket = served.ticket();
    predictor = Predictor.of(ticket);
    session = Served.session(ticket);
    examples = served.examples(batch, predictor.inputs());
    logits = new float[batch * predictor.classes()];
    FloatBuffer direct =
        ByteBuffer.allocateDirect(examples.length * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer()
            .put(examples)
            .flip();
    bound = Served.tensor(direct, batch, predictor.inputs());
  }

  @TearDown
  public void tearDown() throws OrtException {
    bound.close();
    session.close();
  }

  /// From an array to an array.
  @Benchmark
  public float[] tombola() {
    predictor.logits(examples, batch, logits);
    return logits;
  }

  /// From an array to an array.
  @Benchmark
  public float[] onnxRuntime() throws OrtException {
    try (OnnxTensor input = Served.tensor(FloatBuffer.wrap(examples), batch, predictor.inputs());
        OrtSession.Result result = session.run(Map.of(OnnxModel.INPUT, input))) {
      ((OnnxTensor) result.get(0)).getFloatBuffer().get(logits);
      return logits;
    }
  }

  /// From a buffer that is there, outside the heap, and its result not looked at: the least that it
  /// can take.
  @Benchmark
  public void onnxRuntimeBound() throws OrtException {
    session.run(Map.of(OnnxModel.INPUT, bound)).close();
  }
}
