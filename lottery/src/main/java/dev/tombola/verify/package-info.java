/// Whether a ticket file holds what it says, and what its ticket does on other data.
@NullMarked
package dev.tombola.verify;

import org.jspecify.annotations.NullMarked;
