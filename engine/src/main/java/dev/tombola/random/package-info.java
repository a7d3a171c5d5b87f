/// Randomness by name: the same seed and name give the same numbers on every machine, in any order
/// of use.
@NullMarked
package dev.tombola.random;

import org.jspecify.annotations.NullMarked;
