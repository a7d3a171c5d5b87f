/// What `bench` measures: times, and what follows from them. It prints nothing.
@NullMarked
package dev.tombola.app.bench;

import org.jspecify.annotations.NullMarked;
