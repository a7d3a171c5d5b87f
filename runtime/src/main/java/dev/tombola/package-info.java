/// What every other package may use: the one exception for mistakes that a user can mend.
@NullMarked
package dev.tombola;

import org.jspecify.annotations.NullMarked;
