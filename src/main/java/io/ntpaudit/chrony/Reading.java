package io.ntpaudit.chrony;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What chronyd said in one audit. */
public record Reading(
    Tracking tracking,
    List<Source> sources,
    List<SourceStats> sourceStats,
    Activity activity,
    Transport transport) {

  /** How chronyd was asked. */
  public enum Transport {
    UNIX,
    UDP;

    public String word() {
      return this == UNIX ? "unix" : "udp";
    }
  }

  public Reading {
    sources = List.copyOf(sources);
    sourceStats = List.copyOf(sourceStats);
  }

  public Optional<Source> selected() {
    for (Source source : sources) {
      if (source.state() == Source.State.SELECTED) {
        return Optional.of(source);
      }
    }
    return Optional.empty();
  }

  public int usable() {
    int count = 0;
    for (Source source : sources) {
      count += source.usable() ? 1 : 0;
    }
    return count;
  }

  public int falsetickers() {
    int count = 0;
    for (Source source : sources) {
      count += source.state() == Source.State.FALSETICKER ? 1 : 0;
    }
    return count;
  }

  /**
   * Seconds since the last good sample that the clock could be corrected by. Empty where there
   * never was one.
   *
   * <p>chronyd updates the clock with the selected source's samples only (chrony's sources.c,
   * SRC_SelectSource), and keeps to one that has died. While that one answers, its own sample may
   * be some polls old on a host that is well: chronyd drops those whose delay stands out
   * (maxdelaydevratio), and the newest one of all tells whether measurements come.
   */
  public OptionalLong syncAge() {
    Optional<Source> selected = selected();
    boolean isDead = selected.isPresent() && selected.get().reach() == 0;
    return isDead && selected.get().lastSample().isPresent() && usable() > 0
        ? selected.get().lastSample()
        : newestSample();
  }

  /** Seconds since the last good sample of the usable sources, or of all where none is usable. */
  public OptionalLong newestSample() {
    boolean anyUsable = usable() > 0;
    OptionalLong least = OptionalLong.empty();
    for (Source source : sources) {
      if ((source.usable() || !anyUsable)
          && source.lastSample().isPresent()
          && (least.isEmpty() || source.lastSample().getAsLong() < least.getAsLong())) {
        least = source.lastSample();
      }
    }
    return least;
  }

  /** The largest current poll interval of the usable sources, in seconds. */
  public OptionalDouble pollInterval() {
    double largest = -1;
    for (Source source : sources) {
      if (source.usable()) {
        largest = Math.max(largest, source.pollInterval());
      }
    }
    return largest < 0 ? OptionalDouble.empty() : OptionalDouble.of(largest);
  }
}
