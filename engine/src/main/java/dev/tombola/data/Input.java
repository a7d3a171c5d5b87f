package dev.tombola.data;

import dev.tombola.UserException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// A file or resource to be read. Its place begins the message of everything that is wrong with it.
final class Input {
  private static final int BUFFER = 1 << 16;

  /// How the bytes are got at.
  interface Opener {
    InputStream open() throws IOException;
  }

  /// What is made of the bytes.
  interface Reading<T> {
    T from(InputStream in) throws IOException;
  }

  /// Something that touches the file and may fail.
  interface Attempt<T> {
    T get() throws IOException;
  }

  /// @param sha256 of the uncompressed contents
  /// @param wayOut what to do if it is another
  private record Promise(String sha256, String wayOut) {}

  private final String place;
  private final Opener opener;
  private final @Nullable Promise promise;

  private Input(String place, Opener opener, @Nullable Promise promise) {
    this.place = place;
    this.opener = opener;
    this.promise = promise;
  }

  static Input file(Path file) {
    return new Input(file.toString(), () -> Files.newInputStream(file), null);
  }

  static Input resource(URL resource) {
    return new Input(resource.toString(), resource::openStream, null);
  }

  /// A part of this file that is read on its own.
  Input within(String part, Opener opener) {
    return new Input(place + " (" + part + ")", opener, null);
  }

  /// The same, with known contents: reading it to its end fails if they are others.
  Input promising(String sha256, String wayOut) {
    return new Input(place, opener, new Promise(sha256, wayOut));
  }

  String place() {
    return place;
  }

  /// Reads the contents, gunzipped if they begin as gzip does.
  ///
  /// @throws UserException if the file is missing, unreadable, truncated, damaged or altered
  <T> T read(Reading<T> reading) {
    return attempt(() -> {
      try (InputStream bytes = new BufferedInputStream(opener.open(), BUFFER)) {
        InputStream contents = gunzipped(bytes);
        return promise == null ? reading.from(contents) : kept(promise, reading, contents);
      }
    });
  }

  private <T> T kept(Promise promise, Reading<T> reading, InputStream contents) throws IOException {
    DigestInputStream digesting = new DigestInputStream(contents, Checksum.sha256());
    T result = reading.from(digesting);
    requireSame(promise, digesting.getMessageDigest().digest());
    return result;
  }

  /// For contents that have been read already.
  ///
  /// @throws UserException if they are not as promised
  void requirePromised(byte[] contents) {
    if (promise != null) {
      requireSame(promise, Checksum.sha256().digest(contents));
    }
  }

  private void requireSame(Promise promise, byte[] digest) {
    String found = HexFormat.of().formatHex(digest);
    if (!found.equals(promise.sha256())) {
      throw wrong(
          "altered: the sha256 of its contents is %s, not %s; %s"
              .formatted(found, promise.sha256(), promise.wayOut()));
    }
  }

  /// As [#read], for work that opens the file by itself.
  <T> T attempt(Attempt<T> work) {
    try {
      return work.get();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /// What the file system and the decompressor say, in terms of what the user can do; to be thrown.
  UserException failure(IOException e) {
    String what =
        switch (e) {
          case NoSuchFileException _ -> "there is no such file";
          case AccessDeniedException _ -> "may not be read by this user";
          case EOFException _ -> "truncated, it ends too early; fetch it again";
          case ZipException _ -> "damaged (" + e.getMessage() + "); fetch it again";
          default -> "cannot be read: " + e.getMessage();
        };
    return new UserException(place + ": " + what, e);
  }

  /// An error of this file's contents, to be thrown.
  UserException wrong(String what) {
    return new UserException(place + ": " + what);
  }

  private static InputStream gunzipped(InputStream bytes) throws IOException {
    bytes.mark(2);
    boolean gzip = bytes.read() == 0x1f && bytes.read() == 0x8b;
    bytes.reset();
    return gzip ? new GZIPInputStream(bytes, BUFFER) : bytes;
  }
}
