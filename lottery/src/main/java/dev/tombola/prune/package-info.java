/// Which weights go: a criterion scores them, a scope says how many of which, and the lowest scores
/// fall.
@NullMarked
package dev.tombola.prune;

import org.jspecify.annotations.NullMarked;
