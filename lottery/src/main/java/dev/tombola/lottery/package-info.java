/// The method itself: train, prune, rewind, retrain. A reader starts at
/// [dev.tombola.lottery.Lottery].
@NullMarked
package dev.tombola.lottery;

import org.jspecify.annotations.NullMarked;
