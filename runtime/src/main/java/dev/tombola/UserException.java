package dev.tombola;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Something that the user can mend: a setting, a file, a full disk.
///
/// The message is one clear sentence that names the setting, what was got and the way out. The
/// command line prints it alone and exits with 2; every other exception is a defect of ours and
/// shows its stack.
public final class UserException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UserException(String message) {
    super(message);
  }

  public UserException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
