/// All that a deployed ticket needs: networks as data, weights and masks, safetensors, tickets and
/// predictions. Those are several times as fast with `--add-modules jdk.incubator.vector`.
@SuppressWarnings("module") // a name that ends in "incubator.vector" is not for us to choose
module dev.tombola.runtime {
  requires static jdk.incubator.vector;
  requires transitive org.jspecify;

  exports dev.tombola;
  exports dev.tombola.format;
  exports dev.tombola.inference;
  exports dev.tombola.nn;
  exports dev.tombola.ticket;
}
