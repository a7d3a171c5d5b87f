package dev.tombola.data;

import dev.tombola.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Fetches the bytes of one file into an open channel, continuing behind what is there already.
final class FileFetch {
  private static final int CHUNK = 1 << 16;

  /// How often a cut connection is taken up again, each time only if it had brought something.
  private static final int MOST_RESUMPTIONS = 50;

  private final HttpClient client;
  private final DataFile file;
  private final FileChannel part;
  private final Duration patience;
  private final LongConsumer progress;

  /// @param part where the bytes go; kept as it is when fetching fails, so that it can be continued
  /// @param patience how long a server may be silent
  /// @param progress is told the number of bytes that have arrived in all
  FileFetch(
      HttpClient client,
      DataFile file,
      FileChannel part,
      Duration patience,
      LongConsumer progress) {
    this.client = client;
    this.file = file;
    this.part = part;
    this.patience = patience;
    this.progress = progress;
  }

  /// Fetches and verifies the file.
  ///
  /// @return null, or what went wrong
  @Nullable UserException from(URI address) throws IOException, InterruptedException {
    try {
      for (int i = 0; i < MOST_RESUMPTIONS; i++) {
        long before = part.size();
        try {
          continueFrom(address);
          return verified(address);
        } catch (NetworkException e) {
          if (part.size() <= before) {
            return unreachable(address, e);
          }
        }
      }
      return new UserException(address + ": cut off again and again; try again later");
    } catch (UserException e) {
      return e;
    }
  }

  /// The other end, or the way to it, failed: not the disk.
  private static final class NetworkException extends IOException {
    private static final long serialVersionUID = 1;

    NetworkException(IOException cause) {
      super(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
    }

    NetworkException(String message) {
      super(message);
    }
  }

  private UserException unreachable(URI address, NetworkException e) throws IOException {
    String kept =
        part.size() == 0
            ? ""
            : "; the first %d of %d bytes are kept, so the same command continues"
                .formatted(part.size(), file.size());
    return new UserException(
        "%s: cannot be fetched (%s); is there a network?%s"
            .formatted(address, e.getMessage(), kept),
        e);
  }

  private void continueFrom(URI address) throws IOException, InterruptedException {
    if (part.size() > file.size()) {
      part.truncate(0);
    }
    if (part.size() == file.size()) {
      return;
    }
    HttpRequest.Builder request = HttpRequest.newBuilder(address);
    if (part.size() > 0) {
      request.header("Range", "bytes=" + part.size() + "-");
    }
    HttpResponse<InputStream> response = answer(request.build());
    try (InputStream body = response.body();
        Watchdog watchdog = new Watchdog(body, patience)) {
      position(address, response);
      copy(address, body, watchdog);
    }
    if (part.size() < file.size()) {
      throw new NetworkException("cut off");
    }
  }

  /// The answer's head, for which a server has as long as between two bytes. A request's own
  /// timeout would not do: from JDK 26 on it bounds the whole answer.
  private HttpResponse<InputStream> answer(HttpRequest request)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<InputStream>> answer =
        client.sendAsync(request, BodyHandlers.ofInputStream());
    try {
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new NetworkException("silent for " + patience.toSeconds() + " seconds");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause
          ? new NetworkException(cause)
          : new NetworkException(String.valueOf(e.getCause()));
    }
  }

  /// Puts the channel where the answer's first byte belongs.
  private void position(URI address, HttpResponse<?> response) throws IOException {
    switch (response.statusCode()) {
      case 200 -> part.truncate(0);
      case 206 -> {
        String range = response.headers().firstValue("Content-Range").orElse("");
        if (!range.startsWith("bytes " + part.size() + "-")) {
          part.truncate(0);
          throw new NetworkException("answered with another range than was asked for: " + range);
        }
      }
      case 404, 410 ->
          throw new UserException(
              "%s: there is no such file (HTTP %d)".formatted(address, response.statusCode()));
      default ->
          throw new UserException(
              "%s: the server answered with HTTP %d".formatted(address, response.statusCode()));
    }
    part.position(part.size());
  }

  private void copy(URI address, InputStream body, Watchdog watchdog)
      throws IOException, InterruptedException {
    byte[] chunk = new byte[CHUNK];
    while (true) {
      int got;
      try {
        got = body.read(chunk);
      } catch (IOException e) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        throw watchdog.barked()
            ? new NetworkException("silent for " + patience.toSeconds() + " seconds")
            : new NetworkException(e);
      }
      if (got < 0) {
        return;
      }
      watchdog.heard();
      write(ByteBuffer.wrap(chunk, 0, got));
      if (part.size() > file.size()) {
        part.truncate(0);
        throw new UserException(
            "%s: longer than the %d bytes of %s, so it is another file"
                .formatted(address, file.size(), file.name()));
      }
      progress.accept(part.size());
    }
  }

  private void write(ByteBuffer bytes) throws InterruptedException {
    try {
      while (bytes.hasRemaining()) {
        part.write(bytes);
      }
    } catch (ClosedByInterruptException e) {
      Thread.interrupted();
      throw new InterruptedException();
    } catch (IOException e) {
      throw new UserException(
          "%s: cannot be written (%s); free %d bytes, or set TOMBOLA_DATA to a folder with room"
              .formatted(file.name(), e.getMessage(), file.size()),
          e);
    }
  }

  private @Nullable UserException verified(URI address) throws IOException {
    MessageDigest digest = Checksum.digest("MD5");
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    part.position(0);
    while (part.read(chunk.clear()) >= 0) {
      digest.update(chunk.flip());
    }
    String found = HexFormat.of().formatHex(digest.digest());
    if (found.equals(file.md5())) {
      return null;
    }
    part.truncate(0);
    return new UserException(
        "%s: its md5 is %s, not %s, so it is damaged or another file; it was not kept"
            .formatted(address, found, file.md5()));
  }
}
