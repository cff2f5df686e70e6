package io.ntpaudit.chrony;

import java.util.Optional;

/**
 * What chronyd says of its reference and of the system clock ({@code chronyc tracking}; chrony's
 * reports.h, struct RPT_TrackingReport).
 *
 * @param referenceId eight hexadecimal digits: IPv4 address, hash of an IPv6 address, or name of a
 *     reference clock
 * @param referenceName name or address; empty where there is no reference
 * @param refTime time of the last update, seconds since 1970; fuzzed by up to one second
 * @param currentCorrection s, positive: the system clock is slow of NTP time
 * @param lastOffset s, positive: the clock was fast
 * @param rmsOffset s, long-term average of the offset, never negative
 * @param frequencyPpm ppm, positive: the clock gains time when it is left alone
 * @param residualFreq ppm, what the frequency still differs from the reference's
 * @param skew ppm, bound of the frequency's error
 * @param rootDelay s, of the path to the stratum-1 server, both ways
 * @param rootDispersion s, all errors collected on that path
 * @param updateInterval s between the last two updates
 */
public record Tracking(
    String referenceId,
    String referenceName,
    int stratum,
    double refTime,
    double currentCorrection,
    double lastOffset,
    double rmsOffset,
    double frequencyPpm,
    double residualFreq,
    double skew,
    double rootDelay,
    double rootDispersion,
    double updateInterval,
    Leap leap) {

  /** The reference ID of chronyd's own clock, {@code local} in chrony.conf (127.127.1.1). */
  public static final String LOCAL = "7F7F0101";

  private static final String UNSYNCHRONISED = "00000000";

  /** The leap status in chronyc's words. */
  public enum Leap {
    NORMAL("Normal"),
    INSERT("Insert second"),
    DELETE("Delete second"),
    NOT_SYNCHRONISED("Not synchronised");

    private final String text;

    Leap(String text) {
      this.text = text;
    }

    /** The number that the record and RFC 5905 give it. */
    public int number() {
      return ordinal();
    }

    /** The status of chronyc's words; {@code Invalid} is what an unknown number prints. */
    static Optional<Leap> of(String text) {
      for (Leap leap : values()) {
        if (leap.text.equals(text)) {
          return Optional.of(leap);
        }
      }
      return Optional.empty();
    }
  }

  /** By the reference ID: in a leap second the leap status says "Not synchronised" for a moment. */
  public boolean synchronised() {
    return !referenceId.equals(UNSYNCHRONISED);
  }

  /** Whether there is a clock to be off from: one that is not this host's own. */
  public boolean hasReference() {
    return synchronised() && !localReference();
  }

  /** Whether chronyd follows its own clock only. */
  public boolean localReference() {
    return referenceId.equals(LOCAL);
  }

  /**
   * The largest error the clock may have, in seconds: offset, root dispersion and half of the root
   * delay (RFC 5905, section 11.3, root distance; chrony's manual, tracking). None where there is
   * no reference to be off from: the numbers chronyd prints then are fiction.
   */
  public Optional<Double> clockErrorBound() {
    return hasReference()
        ? Optional.of(Math.abs(currentCorrection) + rootDispersion + rootDelay / 2)
        : Optional.empty();
  }
}
