package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ValueSource;

/// Kernels against their scalar twins with any width of vectors, not this machine's alone: each
/// width has forms of its own.
final class EveryWidthTest {
  @ParameterizedTest
  @ValueSource(ints = {128, 256, 512})
  void kernels_equal_their_scalar_twins_with_vectors_of_any_width(int bits)
      throws IOException, InterruptedException {
    Process child = OtherMachine.start(EveryWidthTest.class, "-Dtombola.vectorBits=" + bits);
    String answer =
        new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(answer).isEqualTo(bits + " bits");
    assertThat(child.waitFor()).isZero();
  }

  @SuppressWarnings("JUnitMethodInvoked") // in another virtual machine, where nobody else would
  public static void main(String[] arguments) {
    DenseKernelsTest dense = new DenseKernelsTest();
    DenseKernelsTest.shapes()
        .map(Arguments::get)
        .forEach(shape -> {
          dense.a_product_equals_its_scalar_twin((int) shape[0], (int) shape[1]);
          dense.an_input_gradient_equals_its_scalar_twin((int) shape[0], (int) shape[1]);
        });
    DenseGradientTest gradient = new DenseGradientTest();
    DenseGradientTest.blocks()
        .map(Arguments::get)
        .forEach(block ->
            gradient.a_tile_of_a_weight_gradient_equals_its_scalar_twin(
                (int) block[0], (int) block[1]));
    gradient.constant_inputs_are_added_to_the_biases_in_their_order(33, 65, 16, 48);
    gradient.a_bias_gradient_goes_through_the_fixed_tree(17, 60, 0, 17);
    SparseKernelsTest sparse = new SparseKernelsTest();
    SparseKernelsTest.layers()
        .map(Arguments::get)
        .forEach(layer -> {
          int outputs = (int) layer[0];
          int inputs = (int) layer[1];
          double density = (double) layer[2];
          sparse.a_product_sums_even_and_odd_entries_of_each_part_by_themselves(
              outputs, inputs, density);
          sparse.an_input_gradient_sums_even_and_odd_entries_of_each_column_by_themselves(
              outputs, inputs, density);
        });
    for (int least : new int[] {1, 20, Integer.MAX_VALUE}) {
      new SparseGradientTest().a_row_of_any_length_equals_its_scalar_twin(least, 60);
    }
    ConvKernelsTest conv = new ConvKernelsTest();
    ConvKernelsTest.columns()
        .forEach(columns -> {
          conv.a_dense_row_sums_in_turns_of_144_from_the_biases_on(columns);
          conv.a_dense_row_that_is_added_keeps_what_there_was_until_a_turn_is_done(columns);
          conv.a_sparse_row_is_one_chain_of_its_entries_from_the_bias_on(columns);
          conv.a_sparse_row_that_is_added_is_one_chain_of_its_own(columns);
        });
    ConvGradientTest convGradient = new ConvGradientTest();
    ConvGradientTest.areas()
        .map(Arguments::get)
        .forEach(area -> {
          int rows = (int) area[0];
          int columns = (int) area[1];
          int stride = (int) area[2];
          convGradient.all_products_are_chains_over_rows_and_columns_and_then_the_fixed_tree(
              rows, columns, stride);
          convGradient.products_of_entries_are_the_same_chains(rows, columns, stride);
        });
    FoldingTest folding = new FoldingTest();
    folding.any_number_of_vectors_folds_to_what_the_tree_gives_each(16);
    folding.a_plane_is_summed_slot_by_slot_without_its_halo(3, 17);
    AssemblyTest assembly = new AssemblyTest();
    assembly.every_byte_is_itself_divided_by_255();
    assembly.a_block_has_what_examples_copy_gives_and_repeats_the_first(17, 60);
    InputsTest inputs = new InputsTest();
    inputs.a_difference_in_any_single_lane_is_seen();
    inputs.a_negative_zero_differs_from_a_zero();
    System.out.println(Lanes.SPECIES.vectorBitSize() + " bits");
  }
}
