/// Many lotteries, resumable: what is asked for, which runs that takes, who trains them, and where
/// they lie.
@NullMarked
package dev.tombola.experiment;

import org.jspecify.annotations.NullMarked;
