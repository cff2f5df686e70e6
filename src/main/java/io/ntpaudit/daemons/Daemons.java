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
 * @param chronydStarted s after boot at which chronyd was started; empty where none runs
 */
public record Daemons(
    List<Writer> writers, Optional<Failure> unseen, OptionalDouble chronydStarted) {
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
