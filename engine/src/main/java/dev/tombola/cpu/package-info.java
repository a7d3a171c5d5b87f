/// Our own engine, in pure Java: the batch is the innermost axis, so a pruned weight costs nothing.
///
/// Every activation of a block of up to 64 examples is stored `[features][64 lanes]`. A weight is a
/// scalar that is broadcast against a row of lanes; a dense layer multiplies register tiles, a
/// sparse one walks the entries it has. Numerics contract: fused multiply-adds in a fixed order,
/// sums over lanes through one fixed tree, `StrictMath` or our own polynomials for everything
/// transcendental; so the bytes do not depend on threads, vector width, compiler state or
/// processor.
@NullMarked
package dev.tombola.cpu;

import org.jspecify.annotations.NullMarked;
