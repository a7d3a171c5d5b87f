package dev.tombola.findings;

import org.jspecify.annotations.Nullable;

/// What a training of one branch at one level cost, in the mean of those that came to their end, in
/// floating-point operations as [dev.tombola.train.Cost] defines them. Null where there is none, or
/// where the record of one is older than that figure.
///
/// @param flops of a training with its looks at validation and test examples
/// @param ofDense those of a dense training being 1; null as above if that is not known
/// @param bySparseKernels the part that sparse kernels did, 0 to 1
public record CostFindings(
    @Nullable Double flops, @Nullable Double ofDense, @Nullable Double bySparseKernels) {
  public static final CostFindings NONE = new CostFindings(null, null, null);
}
