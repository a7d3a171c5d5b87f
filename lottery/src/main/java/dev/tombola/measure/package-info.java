/// What can be seen in finished runs. It reads; it never trains.
@NullMarked
package dev.tombola.measure;

import org.jspecify.annotations.NullMarked;
