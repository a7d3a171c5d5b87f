/// Invariants checked again, from the bytes on disk: of run directories, of tickets, and as far as
/// they can be of anybody's checkpoints.
@NullMarked
package dev.tombola.audit;

import org.jspecify.annotations.NullMarked;
