package dev.tombola.data;

import java.net.URI;
import java.util.List;

/// A file of a named data set, as its authors distribute it.
///
/// @param name what the file is called
/// @param size in bytes
/// @param md5 of the file, as published by its authors, in hexadecimal
/// @param addresses where it can be had, the best first
/// @param parts what is inside it
public record DataFile(String name, long size, String md5, List<URI> addresses, List<Part> parts) {
  /// The uncompressed contents of a file, or of one file in an archive. Their checksum holds
  /// however they were compressed.
  ///
  /// @param name as a file of its own, with its folder if it has one
  /// @param sha256 of the contents, in hexadecimal
  public record Part(String name, String sha256) {}

  public DataFile {
    addresses = List.copyOf(addresses);
    parts = List.copyOf(parts);
  }
}
