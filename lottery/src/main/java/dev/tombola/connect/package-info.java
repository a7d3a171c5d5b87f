/// Linear paths between trained networks: how far training is decided by a step, and what pruning
/// leaves of it.
@NullMarked
package dev.tombola.connect;

import org.jspecify.annotations.NullMarked;
