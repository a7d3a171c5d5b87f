/// What training means: recipes, the loop that every engine shares, and what a training recorded.
@NullMarked
package dev.tombola.train;

import org.jspecify.annotations.NullMarked;
