package io.ntpaudit.host;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A fact about the host: there, looked for and not there, or not to be had. Missing is never a null
 * and never a zero.
 *
 * <p>{@link #match} asks for an answer to each of the three. A pattern switch would do the same,
 * and cost the timer's run several milliseconds: the JVM makes the code of each such switch anew at
 * every start.
 */
public sealed interface Measured<T> {
  /** Answers by what became of the look. */
  <R> R match(Function<T, R> present, Supplier<R> absent, Function<Failure, R> failed);

  record Present<T>(T value) implements Measured<T> {
    @Override
    public <R> R match(Function<T, R> present, Supplier<R> absent, Function<Failure, R> failed) {
      return present.apply(value);
    }
  }

  record Absent<T>() implements Measured<T> {
    @Override
    public <R> R match(Function<T, R> present, Supplier<R> absent, Function<Failure, R> failed) {
      return absent.get();
    }
  }

  record Failed<T>(Failure failure) implements Measured<T> {
    @Override
    public <R> R match(Function<T, R> present, Supplier<R> absent, Function<Failure, R> failed) {
      return failed.apply(failure);
    }
  }

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
    return match(Optional::of, Optional::empty, failure -> Optional.empty());
  }

  /** Why looking failed; empty where it did not. */
  default Optional<Failure> whyNot() {
    return match(value -> Optional.empty(), Optional::empty, Optional::of);
  }

  /** The same state with the value replaced where there is one. */
  default <R> Measured<R> map(Function<T, R> change) {
    return match(value -> new Present<>(change.apply(value)), Absent::new, Failed::new);
  }
}
