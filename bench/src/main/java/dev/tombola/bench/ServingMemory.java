package dev.tombola.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.tombola.inference.Predictor;
import dev.tombola.ship.OnnxModel;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// The resident memory of a process that has answered for a while: `ServingMemory tombola LENET`,
/// or `onnx-runtime`, or `nothing`, which only loads the ticket.
final class ServingMemory {
  private static final int BATCH = 64;
  private static final int TIMES = 20_000;

  private ServingMemory() {}

  public static void main(String[] arguments) throws IOException, OrtException {
    Served served = Served.valueOf(arguments[1]);
    switch (arguments[0]) {
      case "tombola" -> predict(served);
      case "onnx-runtime" -> run(served);
      default -> served.ticket();
    }
    System.gc();
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      String resident = lines.filter(line -> line.startsWith("VmRSS")).findFirst().orElseThrow();
      System.out.println(String.join(" ", arguments) + ": " + resident.replaceAll("\\s+", " "));
    }
  }

  private static void predict(Served served) {
    Predictor predictor = served.predictor();
    float[] examples = served.examples(BATCH, predictor.inputs());
    float[] logits = new float[BATCH * predictor.classes()];
    for (int i = 0; i < TIMES; i++) {
      predictor.logits(examples, BATCH, logits);
      predictor.logits(examples, 1, logits);
    }
  }

  private static void run(Served served) throws OrtException {
    int inputs = served.ticket().network().inputs();
    FloatBuffer examples = FloatBuffer.wrap(served.examples(BATCH, inputs));
    try (OrtSession session = Served.session(served.ticket())) {
      for (int i = 0; i < TIMES; i++) {
        for (int count = 1; count <= BATCH; count += BATCH - 1) {
          try (OnnxTensor input =
              Served.tensor(examples.duplicate().limit(count * inputs), count, inputs)) {
            session.run(Map.of(OnnxModel.INPUT, input)).close();
          }
        }
      }
    }
  }
}
