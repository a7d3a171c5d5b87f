package dev.tombola.launch;

import dev.tombola.app.ParentWatchProbe;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;

/// A stand-in for [Launch] that [ChildJavaTest] starts without the Vector API: the child says
/// `started`, then exits with the code it was given, or waits for ever and says `tidied` when asked
/// to end.
final class Patient {
  private Patient() {}

  public static void main(String[] args) throws InterruptedException {
    ParentWatchProbe.begin();
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      System.exit(
          ChildJava.run(
              new File(System.getProperty("java.home")),
              ManagementFactory.getRuntimeMXBean().getInputArguments(),
              Patient.class.getName(),
              args));
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("tidied")));
    System.out.println("started " + System.getProperty("patient", ""));
    if (args.length > 0) {
      System.exit(Integer.parseInt(args[0]));
    }
    new CountDownLatch(1).await();
  }
}
