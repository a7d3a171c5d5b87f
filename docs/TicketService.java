import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tombola.format.Json;
import dev.tombola.inference.Predictor;
import dev.tombola.ticket.TicketFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Executors;

/// A ticket as a web service, with nothing but the JDK and Tombola's runtime.
///
/// `java --add-modules jdk.incubator.vector -cp runtime/target/tombola-runtime-0.1.0-SNAPSHOT.jar
/// docs/TicketService.java my.ticket 8080`, then POST an example to `/predict`: its values as bytes
/// (of an image, 0 to 255) or, as `text/plain`, as numbers between commas.
public class TicketService {
  private final TicketFile ticket;
  private final Predictor predictor;

  private TicketService(TicketFile ticket) {
    this.ticket = ticket;
    predictor = Predictor.of(ticket);
    warmUp();
  }

  public static void main(String[] arguments) throws IOException {
    TicketService service = new TicketService(TicketFile.read(Path.of(arguments[0])));
    int port = Integer.parseInt(arguments[1]);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/predict", service::answer);
    server.setExecutor(
        Executors.newVirtualThreadPerTaskExecutor()); // one predictor serves them all
    server.start();
    System.out.println("http://localhost:" + server.getAddress().getPort() + "/predict");
  }

  /// Until Java has compiled it, a prediction takes milliseconds.
  private void warmUp() {
    float[] nothing = new float[predictor.inputs()];
    long end = System.nanoTime() + 1_000_000_000;
    while (System.nanoTime() < end) {
      predictor.logits(nothing);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String type = exchange.getRequestHeaders().getFirst("Content-Type");
      // An example is not larger than this; nobody fills our memory.
      byte[] body = exchange.getRequestBody().readNBytes(32 * predictor.inputs());
      try {
        float[] example =
            type != null && type.startsWith("text/plain") ? numbers(body) : pixels(body);
        send(exchange, 200, predicted(example));
      } catch (IllegalArgumentException e) {
        send(exchange, 400, "{\"error\": %s}".formatted(Json.write(e.getMessage())));
      }
    }
  }

  private float[] pixels(byte[] body) {
    float[] values = new float[body.length];
    for (int i = 0; i < body.length; i++) {
      values[i] = (body[i] & 0xff) / 255f; // as the network saw them in training
    }
    return values;
  }

  private float[] numbers(byte[] body) {
    String[] texts = new String(body, StandardCharsets.UTF_8).split(",");
    float[] values = new float[texts.length];
    for (int i = 0; i < texts.length; i++) {
      values[i] = Float.parseFloat(texts[i]);
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(texts[i] + " is not a finite number");
      }
    }
    return values;
  }

  private String predicted(float[] example) {
    if (example.length != predictor.inputs()) {
      throw new IllegalArgumentException(
          "an example has %d values, not %d".formatted(predictor.inputs(), example.length));
    }
    float[] logits = predictor.logits(example);
    int best = 0;
    double sum = 0;
    for (int c = 0; c < logits.length; c++) {
      best = logits[c] > logits[best] ? c : best;
    }
    for (float logit : logits) {
      sum += Math.exp(logit - logits[best]);
    }
    String name = ticket.input().className(best);
    return String.format(
        Locale.ROOT, "{\"class\": %s, \"probability\": %.4f}", Json.write(name), 1 / sum);
  }

  private static void send(HttpExchange exchange, int status, String json) throws IOException {
    byte[] body = (json + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }
}
