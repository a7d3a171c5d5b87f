package dev.tombola.random;

import java.nio.charset.StandardCharsets;

/// The source of all randomness of one replicate: a seed, from which streams are taken by name.
///
/// A stream's numbers depend on the seed and the stream's full name only, never on what was drawn
/// before or by whom, so that a control can differ from its ticket in exactly one name.
public final class Streams {
  private final long key;

  private Streams(long key) {
    this.key = key;
  }

  public static Streams of(long seed) {
    return new Streams(RandomStream.mix(seed ^ 0x746F6D626F6C61L));
  }

  /// The streams whose names begin with `prefix/`.
  public Streams within(String prefix) {
    return new Streams(descend(prefix));
  }

  /// The stream of this name, from its beginning. `named("a/b")` is `within("a").named("b")`.
  public RandomStream named(String name) {
    return new RandomStream(descend(name));
  }

  private long descend(String path) {
    long state = key;
    for (String part : path.split("/", -1)) {
      for (byte letter : part.getBytes(StandardCharsets.UTF_8)) {
        state = RandomStream.mix(state + (letter & 0xFF) + 1);
      }
      state = RandomStream.mix(state ^ RandomStream.GOLDEN_GAMMA);
    }
    return state;
  }
}
