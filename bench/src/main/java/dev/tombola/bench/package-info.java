/// Benchmarks of the engine.
@NullMarked
package dev.tombola.bench;

import org.jspecify.annotations.NullMarked;
