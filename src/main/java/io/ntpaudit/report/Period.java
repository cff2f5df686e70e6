package io.ntpaudit.report;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The time that a report covers, its end excluded.
 *
 * @param from ms since the epoch
 * @param to ms since the epoch
 */
record Period(long from, long to) {
  private static final Pattern AGO = Pattern.compile("(\\d{1,6})(min|[smhdw])");

  Period {
    if (to <= from) {
      throw new IllegalArgumentException("a period ends after its start");
    }
  }

  long length() {
    return to - from;
  }

  boolean contains(long time) {
    return time >= from && time < to;
  }

  Period startingAt(long time) {
    return new Period(time, to);
  }

  /** Where in the period a time lies: 0 at its start, 1 at its end. */
  double share(long time) {
    return (Math.clamp(time, from, to) - from) / (double) length();
  }

  /**
   * A time as people give it: RFC 3339, a date (its start, UTC), or how long ago: {@code 30d}.
   * Empty where it is none of these.
   */
  static Optional<Instant> time(String text, Instant now) {
    Matcher ago = AGO.matcher(text);
    if (ago.matches()) {
      return Optional.of(now.minus(unit(ago.group(2)).multipliedBy(Long.parseLong(ago.group(1)))));
    }
    try {
      return Optional.of(
          text.length() <= 10
              ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
              : OffsetDateTime.parse(text.replace(' ', 'T')).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static Duration unit(String unit) {
    return switch (unit) {
      case "s" -> Duration.ofSeconds(1);
      case "m", "min" -> Duration.ofMinutes(1);
      case "h" -> Duration.ofHours(1);
      case "d" -> Duration.ofDays(1);
      default -> Duration.ofDays(7);
    };
  }
}
