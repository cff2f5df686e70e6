package io.ntpaudit.daemons;

import io.ntpaudit.host.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Who keeps or sets the clock beside chronyd.
 *
 * @param writers the known writers that were seen, in the order of the list
 * @param unseen why some may have been missed; empty where all could be looked at
 * @param chronyd what is seen of chronyd's own process
 */
public record Daemons(List<Writer> writers, Optional<Failure> unseen, Chronyd chronyd) {
  /**
   * chronyd's process.
   *
   * @param leavesClock whether it runs with {@code -x} and sets no clock
   * @param started s after boot at which it was started; empty where that is not known
   */
  public record Chronyd(boolean leavesClock, OptionalDouble started) {}

  public Daemons {
    writers = List.copyOf(writers);
  }

  /** Those that keep the clock, now or after the next boot. */
  public List<Writer> competing() {
    return those(true);
  }

  /** Those that set it when they are told to. */
  public List<Writer> onDemand() {
    return those(false);
  }

  /** Whether one keeps the clock now. */
  public boolean anyActive() {
    for (Writer writer : writers) {
      if (writer.state() == Writer.State.ACTIVE) {
        return true;
      }
    }
    return false;
  }

  private List<Writer> those(boolean competing) {
    List<Writer> some = new ArrayList<>();
    for (Writer writer : writers) {
      if (writer.competes() == competing) {
        some.add(writer);
      }
    }
    return some;
  }
}
