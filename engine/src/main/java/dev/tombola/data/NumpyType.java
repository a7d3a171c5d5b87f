package dev.tombola.data;

import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The element types of NumPy that are read. Every element passes through a double, which holds all
/// but whole numbers beyond 2⁵³ exactly.
enum NumpyType {
  B1(1) {
    @Override
    double next(ByteBuffer from) {
      return from.get() == 0 ? 0 : 1;
    }
  },
  U1(1) {
    @Override
    double next(ByteBuffer from) {
      return from.get() & 0xff;
    }
  },
  I1(1) {
    @Override
    double next(ByteBuffer from) {
      return from.get();
    }
  },
  U2(2) {
    @Override
    double next(ByteBuffer from) {
      return from.getShort() & 0xffff;
    }
  },
  I2(2) {
    @Override
    double next(ByteBuffer from) {
      return from.getShort();
    }
  },
  U4(4) {
    @Override
    double next(ByteBuffer from) {
      return Integer.toUnsignedLong(from.getInt());
    }
  },
  I4(4) {
    @Override
    double next(ByteBuffer from) {
      return from.getInt();
    }
  },
  U8(8) {
    @Override
    double next(ByteBuffer from) {
      long bits = from.getLong();
      return bits >= 0 ? bits : (bits >>> 1) * 2.0 + (bits & 1);
    }
  },
  I8(8) {
    @Override
    double next(ByteBuffer from) {
      return from.getLong();
    }
  },
  F2(2) {
    @Override
    double next(ByteBuffer from) {
      return Float.float16ToFloat(from.getShort());
    }
  },
  F4(4) {
    @Override
    double next(ByteBuffer from) {
      return from.getFloat();
    }
  },
  F8(8) {
    @Override
    double next(ByteBuffer from) {
      return from.getDouble();
    }
  };

  private final int bytes;

  NumpyType(int bytes) {
    this.bytes = bytes;
  }

  /// Size of an element.
  int bytes() {
    return bytes;
  }

  /// Takes the next element from a buffer of the array's byte order.
  abstract double next(ByteBuffer from);

  /// The type of NumPy's code without its byte order (`f4`, `u1`), or null.
  static @Nullable NumpyType of(String code) {
    for (NumpyType type : values()) {
      if (type.name().toLowerCase(Locale.ROOT).equals(code)) {
        return type;
      }
    }
    return null;
  }
}
