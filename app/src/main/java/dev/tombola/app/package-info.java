/// The command line: prints results on stdout, progress and errors on stderr, and exits with 0, 1
/// (a run failed), 2 (the caller can mend it) or 130 (interrupted; the same command continues).
@NullMarked
package dev.tombola.app;

import org.jspecify.annotations.NullMarked;
