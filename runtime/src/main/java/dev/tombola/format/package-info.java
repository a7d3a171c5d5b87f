/// File formats of networks and weights.
@NullMarked
package dev.tombola.format;

import org.jspecify.annotations.NullMarked;
