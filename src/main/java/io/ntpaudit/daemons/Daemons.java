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
   * @param runs whether it is there, or may be among the processes that cannot be seen
   * @param leavesClock whether it runs with {@code -x} and sets no clock
   * @param started s after boot at which it was started; empty where that is not known
   */
  public record Chronyd(boolean runs, boolean leavesClock, OptionalDouble started) {}

  public Daemons {
    writers = List.copyOf(writers);
  }

  /** Those that keep the clock, now or after the next boot. */
  public List<Writer> keepers() {
    return those(true);
  }

  /** Those that set it when they are told to. */
  public List<Writer> onDemand() {
    return those(false);
  }

  /** How many keep the clock now. */
  public int active() {
    int count = 0;
    for (Writer writer : writers) {
      count += writer.state() == Writer.State.ACTIVE ? 1 : 0;
    }
    return count;
  }

  private List<Writer> those(boolean keepers) {
    List<Writer> some = new ArrayList<>();
    for (Writer writer : writers) {
      if (writer.keepsClock() == keepers) {
        some.add(writer);
      }
    }
    return some;
  }
}
