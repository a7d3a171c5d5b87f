package dev.tombola.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.nn.Activation;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Weights;
import dev.tombola.ticket.Input;
import dev.tombola.ticket.TicketFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The service in `docs` is code that runs.
final class TicketServiceTest {
  @TempDir private Path folder;

  @Test
  void the_service_answers_with_a_class_or_says_what_is_wrong() throws Exception {
    Path source =
        Path.of(System.getProperty("tombola.root", "..")).resolve("docs/TicketService.java");
    assertThat(Files.readAllLines(source)).hasSizeLessThan(120);
    Path ticket = Files.write(folder.resolve("my.ticket"), ticket().encode());
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Duser.language=de", // where decimals have a comma
                "-cp",
                System.getProperty("java.class.path"),
                source.toString(),
                ticket.toString(),
                "0")
            .redirectErrorStream(true)
            .start();
    try {
      URI place = place(child);

      assertThat(post(place, "text/plain", "0.5,2").body())
          .isEqualTo("{\"class\": \"right\", \"probability\": 0.8176}\n");
      assertThat(post(place, "application/octet-stream", "\u007f\0").body())
          .startsWith("{\"class\": \"\\\"left\\\"\", ");
      HttpResponse<String> wrong = post(place, "text/plain", "0.5");
      assertThat(wrong.statusCode()).isEqualTo(400);
      assertThat(wrong.body()).isEqualTo("{\"error\": \"an example has 2 values, not 1\"}\n");
      assertThat(post(place, "text/plain; charset=utf-8", "1,NaN").body())
          .isEqualTo("{\"error\": \"NaN is not a finite number\"}\n");
      assertThat(post(place, "text/plain", "a\n,b").body())
          .isEqualTo("{\"error\": \"For input string: \\\"a\\u000a\\\"\"}\n");
    } finally {
      child.destroy();
    }
  }

  /// Logits that are the inputs.
  private static TicketFile ticket() {
    Network network = Network.mlp(2, List.of(), 2, Activation.RELU);
    Weights weights =
        Weights.of(
            network.parameters(),
            Map.of("fc1.weight", new float[] {1, 0, 0, 1}, "fc1.bias", new float[] {0, 0}));
    Input input = new Input(new float[] {1}, new float[] {-0f}, List.of("\"left\"", "right"));
    return new TicketFile(
        network, Mask.dense(network), null, weights, input, new LinkedHashMap<>());
  }

  private static URI place(Process child) throws IOException {
    BufferedReader output =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
    String line = output.readLine();
    while (line != null && !line.startsWith("http")) {
      line = output.readLine();
    }
    assertThat(line).as("what the service printed").isNotNull();
    return URI.create(line);
  }

  private static HttpResponse<String> post(URI place, String type, String body) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(place)
              .header("Content-Type", type)
              .POST(BodyPublishers.ofString(body, StandardCharsets.ISO_8859_1))
              .build();
      return client.send(request, BodyHandlers.ofString());
    }
  }
}
