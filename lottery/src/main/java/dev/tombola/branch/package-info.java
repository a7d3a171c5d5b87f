/// What is done at a level: the ticket, and controls that differ from it in exactly one factor.
@NullMarked
package dev.tombola.branch;

import org.jspecify.annotations.NullMarked;
