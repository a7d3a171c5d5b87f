/// Where survivors restart.
@NullMarked
package dev.tombola.rewind;

import org.jspecify.annotations.NullMarked;
