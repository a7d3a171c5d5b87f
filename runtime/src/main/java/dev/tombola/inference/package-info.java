/// What a service needs of a ticket: logits, fast.
///
/// Examples are in the innermost axis wherever there are several: a weight is a scalar that is
/// broadcast against a row of them, so that a pruned weight costs nothing. A single example has no
/// such axis: there, positions of an image take its place, and rows of a layer without a shape.
/// Every sum is one chain of fused multiply-adds in the order of the inputs, from the bias on, so
/// that an example has the same logits alone and in any batch, with the Vector API and without it.
@NullMarked
package dev.tombola.inference;

import org.jspecify.annotations.NullMarked;
