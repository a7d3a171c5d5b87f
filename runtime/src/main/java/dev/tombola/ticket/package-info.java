/// A ticket as one file: what it is, where it comes from, and its seal.
@NullMarked
package dev.tombola.ticket;

import org.jspecify.annotations.NullMarked;
