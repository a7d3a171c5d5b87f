/// From a finished run to a file that others can check and use.
@NullMarked
package dev.tombola.ship;

import org.jspecify.annotations.NullMarked;
