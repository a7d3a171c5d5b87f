/// What a network is: layers as data, their parameters, the values and the mask of those
/// parameters.
@NullMarked
package dev.tombola.nn;

import org.jspecify.annotations.NullMarked;
