/// Data sets, training, and the CPU engine. Requiring it switches the Vector API on: an application
/// that is itself a module needs no `--add-modules`.
module dev.tombola.engine {
  requires de.siegmar.fastcsv;
  requires java.net.http;
  requires jdk.incubator.vector;
  requires jdk.management;
  requires transitive dev.tombola.runtime;

  exports dev.tombola.cpu;
  exports dev.tombola.data;
  exports dev.tombola.random;
  exports dev.tombola.train;
}
