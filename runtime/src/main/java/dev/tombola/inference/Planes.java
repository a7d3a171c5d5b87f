package dev.tombola.inference;

import dev.tombola.nn.ImageShape;

/// Where an image lies among the positions of a [Workspace]: channel by channel, each a plane with
/// a margin of zeros on all sides, which convolutions with a padding read.
///
/// @param start its first position
/// @param margin rows and columns of zeros on each side
record Planes(int start, ImageShape shape, int margin) {
  /// Positions of a row.
  int row() {
    return shape.width() + 2 * margin;
  }

  /// Positions of a plane.
  int plane() {
    return row() * (shape.height() + 2 * margin);
  }

  /// Positions of the image.
  int size() {
    int rows = Math.multiplyExact(shape.height() + 2 * margin, shape.channels());
    return Math.multiplyExact(row(), rows);
  }

  /// The position of a pixel; those of the margin have coordinates below 0 or beyond the shape.
  int at(int channel, int row, int column) {
    return start + channel * plane() + (row + margin) * row() + column + margin;
  }
}
