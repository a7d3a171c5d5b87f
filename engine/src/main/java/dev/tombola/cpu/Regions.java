package dev.tombola.cpu;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/// How large an array must be for the collector G1 to give it regions of its own, where it is never
/// moved.
final class Regions {
  /// The length of a `float[]` that gets its own; 0 with another collector, or where regions are so
  /// large that small arrays would waste much. The launcher asks for G1 with regions of 1 MB.
  static final int OWN_REGION = ownRegion();

  private static final int MOST_BYTES = 4 << 20;

  private Regions() {}

  private static int ownRegion() {
    long bytes = regionBytes(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class));
    return bytes > MOST_BYTES ? 0 : (int) (bytes / 2 / Float.BYTES);
  }

  private static long regionBytes(@Nullable HotSpotDiagnosticMXBean machine) {
    if (machine == null) {
      return 0; // another virtual machine
    }
    try {
      boolean g1 = "true".equals(machine.getVMOption("UseG1GC").getValue());
      return g1 ? Long.parseLong(machine.getVMOption("G1HeapRegionSize").getValue()) : 0;
    } catch (IllegalArgumentException e) {
      return 0; // one that knows no such option
    }
  }
}
