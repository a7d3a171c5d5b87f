package dev.tombola.app;

import java.util.concurrent.CountDownLatch;

/// A stand-in for [Main] that [ReexecutionTest] starts without the Vector API: the child says
/// `started`, then exits with the code it was given, or waits for ever and says `tidied` when asked
/// to end.
final class Patient {
  private Patient() {}

  public static void main(String[] args) throws InterruptedException {
    Reexecution.parent().ifPresent(Reexecution::endWith);
    if (ModuleLayer.boot().findModule(Main.VECTOR_MODULE).isEmpty()) {
      System.exit(Reexecution.run(Patient.class, args));
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("tidied")));
    System.out.println("started " + System.getProperty("patient", ""));
    if (args.length > 0) {
      System.exit(Integer.parseInt(args[0]));
    }
    new CountDownLatch(1).await();
  }
}
