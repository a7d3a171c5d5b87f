package dev.tombola.ticket;

/// What a ticket file keeps of each trained weight.
public enum Precision {
  /// Its 32 bits.
  FLOAT32,
  /// Eight bits, and a factor for each row of a layer's weights: for deployment ([Int8Rows]).
  INT8
}
