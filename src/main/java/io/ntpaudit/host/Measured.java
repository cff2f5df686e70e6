package io.ntpaudit.host;

import java.util.Optional;
import java.util.function.Function;

/**
 * A fact about the host: there, looked for and not there, or not to be had. Missing is never a null
 * and never a zero.
 */
public sealed interface Measured<T> {
  record Present<T>(T value) implements Measured<T> {}

  record Absent<T>() implements Measured<T> {}

  record Failed<T>(Failure failure) implements Measured<T> {}

  static <T> Measured<T> of(T value) {
    return new Present<>(value);
  }

  static <T> Measured<T> absent() {
    return new Absent<>();
  }

  static <T> Measured<T> failed(ErrorKind kind, String text) {
    return new Failed<>(new Failure(kind, text));
  }

  /** The value where it is there; empty both where it is absent and where looking failed. */
  default Optional<T> present() {
    return this instanceof Present<T>(T value) ? Optional.of(value) : Optional.empty();
  }

  /** Why looking failed; empty where it did not. */
  default Optional<Failure> whyNot() {
    return this instanceof Failed<T>(Failure failure) ? Optional.of(failure) : Optional.empty();
  }

  /** The same state with the value replaced where there is one. */
  default <R> Measured<R> map(Function<T, R> change) {
    return switch (this) {
      case Present<T>(T value) -> new Present<>(change.apply(value));
      case Absent<T>() -> new Absent<>();
      case Failed<T>(Failure failure) -> new Failed<>(failure);
    };
  }
}
