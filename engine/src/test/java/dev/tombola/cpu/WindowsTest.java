package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.nn.ImageShape;
import dev.tombola.nn.Layer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Where windows lie, for any kernel, stride, padding and size of image.
final class WindowsTest {
  private static final int BLOCK = 1;

  /// A weight's way from an input's position to a result's.
  private record Meeting(int inRow, int inColumn, int tap, int outRow, int outColumn) {}

  static Stream<Layer.Conv> convolutions() {
    List<Layer.Conv> all = new ArrayList<>();
    int[][] sizes = {{7, 5}, {8, 6}, {1, 1}, {2, 9}, {5, 5}};
    for (int[] size : sizes) {
      for (int kernel : new int[] {1, 2, 3, 5}) {
        for (int stride = 1; stride <= 3; stride++) {
          for (int padding = 0; padding < kernel; padding++) {
            if (kernel <= Math.min(size[0], size[1]) + 2 * padding) {
              ImageShape in = new ImageShape(2, size[0], size[1]);
              all.add(new Layer.Conv("conv", in, 3, kernel, stride, padding, true));
            }
          }
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("convolutions")
  void windows_lie_where_the_layer_says_and_within_the_halo(Layer.Conv layer) {
    for (int halo = Windows.halo(layer); halo <= Windows.halo(layer) + 1; halo++) {
      Planes x = new Planes(layer.in(), halo, 2);
      Planes y = new Planes(layer.out(), halo, 2);
      Windows windows = new Windows(layer, x, y);
      int kernel = layer.kernel();
      for (int r = 0; r < layer.out().height(); r++) {
        for (int c = 0; c < layer.out().width(); c++) {
          for (int k = 0; k < windows.offsets.length; k++) {
            int row = r * layer.stride() + k / kernel % kernel - layer.padding();
            int column = c * layer.stride() + k % kernel - layer.padding();
            assertWithin(x, row, column);
            assertThat(windows.in(BLOCK, r) + windows.offsets[k] + c * windows.row.inStep())
                .isEqualTo(x.at(BLOCK, k / (kernel * kernel), row, column));
          }
          for (int o = 0; o < layer.channels(); o++) {
            int at = o * windows.row.outChannel() + c * windows.row.outStep();
            assertThat(windows.out(BLOCK, r) + at).isEqualTo(y.at(BLOCK, o, r, c));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("convolutions")
  void phases_cover_each_input_position_exactly_once(Layer.Conv layer) {
    Planes x = new Planes(layer.in(), Windows.halo(layer), 2);
    Planes y = new Planes(layer.out(), Windows.halo(layer), 2);
    Windows windows = new Windows(layer, x, y);
    Set<Integer> covered = new HashSet<>();
    for (Windows.Phase phase : windows.phases) {
      for (int r = 0; r < phase.rows; r++) {
        for (int c = 0; c < phase.row.columns(); c++) {
          int at = windows.in(BLOCK, phase, r) + c * phase.row.outStep();
          int row = phase.y + r * layer.stride();
          int column = phase.x + c * layer.stride();
          assertThat(at).isEqualTo(x.at(BLOCK, 0, row, column));
          assertThat(covered.add(at)).isTrue();
        }
      }
    }
    assertThat(covered).hasSize(layer.in().height() * layer.in().width());
  }

  @ParameterizedTest
  @MethodSource("convolutions")
  void the_input_gradient_gathers_what_the_forward_pass_gave_and_zeros_beyond(Layer.Conv layer) {
    Planes x = new Planes(layer.in(), Windows.halo(layer), 2);
    Planes y = new Planes(layer.out(), Windows.halo(layer), 2);
    Windows windows = new Windows(layer, x, y);
    Set<Meeting> gathered = new HashSet<>();
    for (Windows.Phase phase : windows.phases) {
      for (int r = 0; r < phase.rows; r++) {
        for (int c = 0; c < phase.row.columns(); c++) {
          int row = phase.y + r * layer.stride();
          int column = phase.x + c * layer.stride();
          for (int k = 0; k < phase.offsets.length; k++) {
            int tap = phase.taps[k % phase.taps.length];
            int outRow = (row + layer.padding() - tap / layer.kernel()) / layer.stride();
            int outColumn = (column + layer.padding() - tap % layer.kernel()) / layer.stride();
            int channel = k / phase.taps.length;
            assertWithin(y, outRow, outColumn);
            assertThat(windows.out(BLOCK, r) + phase.offsets[k] + c * phase.row.inStep())
                .isEqualTo(y.at(BLOCK, channel, outRow, outColumn));
            if (channel == 0 && isInside(layer.out(), outRow, outColumn)) {
              Meeting meeting = new Meeting(row, column, tap, outRow, outColumn);
              assertThat(gathered.add(meeting)).isTrue();
            }
          }
        }
      }
    }
    assertThat(gathered).isEqualTo(given(layer));
  }

  private static Set<Meeting> given(Layer.Conv layer) {
    Set<Meeting> given = new HashSet<>();
    for (int r = 0; r < layer.out().height(); r++) {
      for (int c = 0; c < layer.out().width(); c++) {
        for (int tap = 0; tap < layer.kernel() * layer.kernel(); tap++) {
          int row = r * layer.stride() + tap / layer.kernel() - layer.padding();
          int column = c * layer.stride() + tap % layer.kernel() - layer.padding();
          if (isInside(layer.in(), row, column)) {
            given.add(new Meeting(row, column, tap, r, c));
          }
        }
      }
    }
    return given;
  }

  private static boolean isInside(ImageShape shape, int row, int column) {
    return row >= 0 && row < shape.height() && column >= 0 && column < shape.width();
  }

  private static void assertWithin(Planes planes, int row, int column) {
    assertThat(row).isBetween(-planes.halo, planes.shape.height() + planes.halo - 1);
    assertThat(column).isBetween(-planes.halo, planes.shape.width() + planes.halo - 1);
  }
}
