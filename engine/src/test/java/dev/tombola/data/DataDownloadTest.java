package dev.tombola.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.tombola.UserException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Against a server on this machine.
final class DataDownloadTest {
  private static final byte[] CONTENTS = contents();

  /// The `Range` of each request, or an empty text.
  private final List<String> ranges = Collections.synchronizedList(new ArrayList<>());

  @TempDir private Path folder;
  private HttpServer server;

  private static byte[] contents() {
    byte[] contents = new byte[300_000];
    for (int i = 0; i < contents.length; i++) {
      contents[i] = (byte) (i * 31 + (i >> 8));
    }
    return contents;
  }

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(command -> Thread.ofVirtual().start(command));
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private URI address(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private static String hex(String algorithm, byte[] bytes) {
    return HexFormat.of().formatHex(Checksum.digest(algorithm).digest(bytes));
  }

  private NamedData data(URI... addresses) {
    DataFile.Part part = new DataFile.Part("f", hex("SHA-256", CONTENTS));
    DataFile file =
        new DataFile(
            "f.bin", CONTENTS.length, hex("MD5", CONTENTS), List.of(addresses), List.of(part));
    return new NamedData("set", "", "", "", NamedData.Format.IDX, List.of("a", "b"), List.of(file));
  }

  private Path target() {
    return folder.resolve("set/f.bin");
  }

  private Path partial() {
    return folder.resolve("set/f.bin.part");
  }

  private List<DataDownload.Fetched> get(NamedData data) throws InterruptedException {
    return DataDownload.into(Written.directory(folder)).get(data, (_, _) -> {});
  }

  private void refused(NamedData data, String... message) {
    assertThatThrownBy(() -> get(data))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll(message);
    assertThat(target()).doesNotExist();
  }

  private void serve(String path, HttpHandler handler) {
    server.createContext(
        path,
        exchange -> {
          String range = exchange.getRequestHeaders().getFirst("Range");
          ranges.add(range == null ? "" : range);
          handler.handle(exchange);
          exchange.close();
        });
  }

  /// Answers a range from where it begins, and breaks off after `most` bytes.
  private void serveAtMost(String path, byte[] contents, int most) {
    serve(
        path,
        exchange -> {
          String range = exchange.getRequestHeaders().getFirst("Range");
          int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
          if (range != null) {
            exchange
                .getResponseHeaders()
                .add(
                    "Content-Range",
                    "bytes %d-%d/%d".formatted(from, contents.length - 1, contents.length));
          }
          exchange.sendResponseHeaders(range == null ? 200 : 206, contents.length - from);
          int to = Math.min(contents.length, from + most);
          answer(exchange, Arrays.copyOfRange(contents, from, to));
        });
  }

  private static void answer(HttpExchange exchange, byte[] bytes) throws IOException {
    OutputStream body = exchange.getResponseBody();
    body.write(bytes);
    body.flush();
  }

  private void serveStatus(String path, int status) {
    serve(path, exchange -> exchange.sendResponseHeaders(status, -1));
  }

  @Test
  void a_file_arrives_whole_with_progress_and_nothing_else_is_left() throws Exception {
    serveAtMost("/f.bin", CONTENTS, CONTENTS.length);
    NamedData data = data(address("/f.bin"));
    List<Long> arrived = new ArrayList<>();
    List<DataDownload.Fetched> fetched =
        DataDownload.into(Written.directory(folder)).get(data, (_, done) -> arrived.add(done));
    assertThat(target()).hasBinaryContent(CONTENTS);
    assertThat(partial()).doesNotExist();
    assertThat(arrived).isSorted().endsWith((long) CONTENTS.length);
    assertThat(fetched)
        .containsExactly(
            new DataDownload.Fetched(data.files().getFirst(), target().toString(), true));
  }

  @Test
  void an_intact_file_is_not_fetched_again_and_an_altered_one_is() throws Exception {
    serveAtMost("/f.bin", CONTENTS, CONTENTS.length);
    Written.file(folder, "set/f.bin", CONTENTS);
    assertThat(get(data(address("/f.bin"))).getFirst().fetched()).isFalse();
    assertThat(ranges).isEmpty();
    Written.file(folder, "set/f.bin", "damaged");
    assertThat(get(data(address("/f.bin"))).getFirst().fetched()).isTrue();
    assertThat(target()).hasBinaryContent(CONTENTS);
  }

  @Test
  void a_cut_connection_is_taken_up_where_it_broke() throws Exception {
    serveAtMost("/f.bin", CONTENTS, 120_000);
    get(data(address("/f.bin")));
    assertThat(target()).hasBinaryContent(CONTENTS);
    assertThat(ranges).hasSizeGreaterThanOrEqualTo(3).first().isEqualTo("");
    assertThat(ranges.subList(1, ranges.size())).allMatch(range -> range.matches("bytes=\\d+-"));
  }

  @Test
  void what_an_earlier_call_fetched_is_continued() throws Exception {
    serveAtMost("/f.bin", CONTENTS, CONTENTS.length);
    Written.file(folder, "set/f.bin.part", Arrays.copyOf(CONTENTS, 100_000));
    get(data(address("/f.bin")));
    assertThat(target()).hasBinaryContent(CONTENTS);
    assertThat(ranges).containsExactly("bytes=100000-");
  }

  @Test
  void a_server_without_ranges_starts_over() throws Exception {
    serve(
        "/f.bin",
        exchange -> {
          exchange.sendResponseHeaders(200, CONTENTS.length);
          answer(exchange, CONTENTS);
        });
    Written.file(folder, "set/f.bin.part", new byte[100_000]);
    get(data(address("/f.bin")));
    assertThat(target()).hasBinaryContent(CONTENTS);
  }

  @Test
  void a_connection_that_brings_nothing_ends_with_what_has_arrived_kept() throws IOException {
    Written.file(folder, "set/f.bin.part", Arrays.copyOf(CONTENTS, 100_000));
    serve(
        "/cut",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Range", "bytes 100000-299999/300000");
          exchange.sendResponseHeaders(206, 200_000);
        });
    refused(data(address("/cut")), "/cut", "first 100000 of 300000 bytes are kept", "network");
    assertThat(Files.readAllBytes(partial())).isEqualTo(Arrays.copyOf(CONTENTS, 100_000));
  }

  @Test
  void a_server_that_falls_silent_is_given_up_and_what_has_arrived_is_kept() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    serve(
        "/silent",
        exchange -> {
          exchange.sendResponseHeaders(200, CONTENTS.length);
          answer(exchange, Arrays.copyOf(CONTENTS, 1000));
          try {
            done.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    DataDownload impatient =
        DataDownload.into(Written.directory(folder)).within(Duration.ofMillis(300));
    assertThatThrownBy(() -> impatient.get(data(address("/silent")), (_, _) -> {}))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("first 1000 of 300000 bytes are kept");
    done.countDown();
    assertThat(partial()).hasBinaryContent(Arrays.copyOf(CONTENTS, 1000));
  }

  @Test
  void a_wrong_checksum_is_refused_and_nothing_of_it_is_kept() throws Exception {
    byte[] wrong = CONTENTS.clone();
    wrong[200_000] ^= 1;
    serveAtMost("/f.bin", wrong, wrong.length);
    refused(data(address("/f.bin")), "/f.bin", "md5", hex("MD5", CONTENTS), hex("MD5", wrong));
    assertThat(partial()).isEmptyFile();
    server.removeContext("/f.bin");
    serveAtMost("/f.bin", CONTENTS, CONTENTS.length);
    get(data(address("/f.bin")));
    assertThat(target()).hasBinaryContent(CONTENTS);
  }

  @Test
  void a_longer_file_is_another_file() {
    byte[] longer = Arrays.copyOf(CONTENTS, CONTENTS.length + 1);
    serveAtMost("/f.bin", longer, longer.length);
    refused(data(address("/f.bin")), "longer than the 300000 bytes");
  }

  @Test
  void a_missing_file_and_a_failing_server_are_named() {
    serveStatus("/missing", 404);
    serveStatus("/failing", 503);
    refused(data(address("/missing")), "/missing", "no such file", "404");
    refused(
        data(address("/missing"), address("/failing")), "/missing", "404", "/failing", "HTTP 503");
  }

  @Test
  void the_next_address_is_tried_when_one_fails() throws Exception {
    byte[] wrong = new byte[CONTENTS.length];
    serveStatus("/missing", 404);
    serveAtMost("/wrong", wrong, wrong.length);
    serveAtMost("/f.bin", CONTENTS, CONTENTS.length);
    get(data(address("/missing"), address("/wrong"), address("/f.bin")));
    assertThat(target()).hasBinaryContent(CONTENTS);
  }

  @Test
  void a_redirection_is_followed() throws Exception {
    serve(
        "/moved",
        exchange -> {
          exchange.getResponseHeaders().add("Location", address("/f.bin").toString());
          exchange.sendResponseHeaders(302, -1);
        });
    serveAtMost("/f.bin", CONTENTS, CONTENTS.length);
    get(data(address("/moved")));
    assertThat(target()).hasBinaryContent(CONTENTS);
  }

  @Test
  void no_network_is_said_so() {
    URI address = address("/f.bin");
    server.stop(0);
    refused(data(address), address.toString(), "cannot be fetched", "is there a network?");
  }

  @Test
  void a_mirror_takes_the_place_of_the_official_addresses() throws Exception {
    serveAtMost("/mirror/set/f.bin", CONTENTS, CONTENTS.length);
    DataDownload.into(Written.directory(folder))
        .from(address("/mirror/"))
        .get(data(address("/nothing")), (_, _) -> {});
    assertThat(target()).hasBinaryContent(CONTENTS);
  }

  @Test
  void two_processes_do_not_fetch_the_same_file() throws IOException {
    Written.file(folder, "set/f.bin.part", "");
    try (FileChannel channel = FileChannel.open(partial(), StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      assertThat(lock.isValid()).isTrue();
      refused(data(address("/f.bin")), "f.bin.part", "another process");
    }
  }

  @Test
  void a_folder_that_cannot_be_written_is_named() {
    Written.file(folder, "set", "a file where the folder should be");
    assertThatThrownBy(() -> get(data(address("/f.bin"))))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll("set", "cannot be written", "TOMBOLA_DATA");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void a_full_disk_is_named_with_the_room_that_is_needed() throws IOException {
    serveAtMost("/f.bin", CONTENTS, CONTENTS.length);
    Files.createDirectories(partial().getParent());
    Files.createSymbolicLink(partial(), Path.of("/dev/full"));
    refused(data(address("/f.bin")), "f.bin", "No space left", "free 300000 bytes");
    Files.delete(partial());
  }

  @Test
  void an_interrupted_thread_stops_and_keeps_what_has_arrived() {
    serveAtMost("/f.bin", CONTENTS, CONTENTS.length);
    assertThatThrownBy(() ->
            DataDownload.into(Written.directory(folder))
                .get(data(address("/f.bin")), (_, _) -> Thread.currentThread().interrupt()))
        .isInstanceOf(InterruptedException.class);
    assertThat(target()).doesNotExist();
    assertThat(partial()).isNotEmptyFile();
  }
}
