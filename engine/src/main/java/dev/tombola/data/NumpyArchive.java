package dev.tombola.data;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/// The arrays in an `.npz` archive, a zip of `.npy` files.
final class NumpyArchive {
  private final Path file;
  private final Input whole;
  private final List<String> keys;

  private NumpyArchive(Path file, Input whole, List<String> keys) {
    this.file = file;
    this.whole = whole;
    this.keys = keys;
  }

  static NumpyArchive open(Path file) {
    Input whole = Input.file(file);
    return whole.attempt(() -> {
      try (ZipFile zip = new ZipFile(file.toFile())) {
        return new NumpyArchive(file, whole, keys(zip));
      }
    });
  }

  private static List<String> keys(ZipFile zip) {
    return zip.stream().map(ZipEntry::getName).map(NumpyArchive::key).sorted().toList();
  }

  private static String key(String entry) {
    return entry.endsWith(".npy") ? entry.substring(0, entry.length() - 4) : entry;
  }

  boolean has(String key) {
    return keys.contains(key);
  }

  /// @throws dev.tombola.UserException if there is no such array; it names those that there are
  Input array(String key) {
    if (!has(key)) {
      throw whole.wrong("has no array `%s`; its arrays are %s".formatted(key, keys));
    }
    return whole.within(key, () -> entry(key));
  }

  private InputStream entry(String key) throws IOException {
    ZipFile zip = new ZipFile(file.toFile());
    try {
      ZipEntry entry =
          zip.stream().filter(e -> key(e.getName()).equals(key)).findFirst().orElseThrow();
      return new Entry(zip, entry);
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  /// An entry that is compared with its checksum when its end is reached.
  private static final class Entry extends FilterInputStream {
    private final ZipFile zip;
    private final ZipEntry entry;
    private final CheckedInputStream checked;

    Entry(ZipFile zip, ZipEntry entry) throws IOException {
      CheckedInputStream checked = new CheckedInputStream(zip.getInputStream(entry), new CRC32());
      super(checked);
      this.checked = checked;
      this.zip = zip;
      this.entry = entry;
    }

    @Override
    public int read() throws IOException {
      return verified(super.read());
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      return verified(super.read(to, offset, length));
    }

    private int verified(int got) throws ZipException {
      if (got < 0 && checked.getChecksum().getValue() != entry.getCrc()) {
        throw new ZipException("checksum of " + entry.getName() + " does not fit");
      }
      return got;
    }

    @Override
    public void close() throws IOException {
      zip.close();
    }
  }
}
