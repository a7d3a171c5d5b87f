/// What a network sees: data sets, the files that they are read from, their split and their order.
@NullMarked
package dev.tombola.data;

import org.jspecify.annotations.NullMarked;
