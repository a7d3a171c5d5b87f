/// What an experiment shows: statistics paired by replicate, and verdicts that can say "not
/// enough".
@NullMarked
package dev.tombola.findings;

import org.jspecify.annotations.NullMarked;
