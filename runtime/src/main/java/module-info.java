/// All that a deployed ticket needs: networks as data, weights and masks, safetensors.
module dev.tombola.runtime {
  requires transitive org.jspecify;

  exports dev.tombola;
  exports dev.tombola.format;
  exports dev.tombola.nn;
  exports dev.tombola.ticket;
}
