/// The lottery: prune, rewind, branch, experiments of many lotteries, and what they show.
module dev.tombola.lottery {
  requires com.fasterxml.jackson.annotation;
  requires java.management;
  requires org.apache.commons.statistics.descriptive;
  requires org.apache.commons.statistics.distribution;
  requires tools.jackson.core;
  requires transitive tools.jackson.databind;
  requires tools.jackson.dataformat.yaml;
  requires transitive dev.tombola.engine;

  exports dev.tombola.audit;
  exports dev.tombola.branch;
  exports dev.tombola.connect;
  exports dev.tombola.experiment;
  exports dev.tombola.findings;
  exports dev.tombola.lottery;
  exports dev.tombola.measure;
  exports dev.tombola.prune;
  exports dev.tombola.rewind;
  exports dev.tombola.ship;
  exports dev.tombola.verify;

  opens dev.tombola.experiment to
      tools.jackson.databind;
}
