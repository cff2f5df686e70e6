package io.ntpaudit.report;

import io.ntpaudit.config.Key;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * The records as the page's script reads them: JSON with a value for each column.
 *
 * <p>Times (ms), offset and bound (ns) and frequency (0.001 ppm) are differences as base64 VLQ, as
 * in source maps; what changes seldom is run lengths. An absent value is in no column: {@code have}
 * holds run lengths of presence, present first.
 */
final class PageData {
  private static final String DIGITS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  /** 52 days in ns: the script's numbers are exact up to here, more is drawn as this. */
  private static final long LARGEST = 1L << 52;

  /** Where the scale turns linear, s, if the log holds no offset at all. */
  private static final double SMALLEST = 1e-9;

  private final StringBuilder json = new StringBuilder(256 * 1024);
  private final Report report;
  private final List<Entry> entries;

  private PageData(Report report) {
    this.report = report;
    this.entries = report.timeline().entries();
  }

  static String of(Report report) {
    PageData data = new PageData(report);
    data.frame();
    data.columns();
    data.places();
    return data.json.append('}').toString();
  }

  private void frame() {
    Timeline timeline = report.timeline();
    double median = report.medianOffset() / 1e9;
    json.append("{\"n\":").append(entries.size());
    number("t0", entries.isEmpty() ? 0 : entries.getFirst().time());
    number("step", timeline.interval());
    number("from", timeline.period().from());
    number("to", timeline.period().to());
    key("median").append(median);
    key("linear").append(median > 0 ? Math.pow(10, Math.floor(Math.log10(median))) : SMALLEST);
    key("file");
    text(json, report.fileName());
    key("limits").append("{\"offset\":").append(report.config().number(Key.LIMITS_OFFSET));
    key("offset_critical").append(report.config().number(Key.LIMITS_OFFSET_CRITICAL));
    key("error_bound").append(report.config().number(Key.LIMITS_ERROR_BOUND));
    key("error_bound_critical").append(report.config().number(Key.LIMITS_ERROR_BOUND_CRITICAL));
    number("stratum", report.config().count(Key.LIMITS_STRATUM));
    number("min_sources", report.config().count(Key.LIMITS_MIN_SOURCES));
    json.append('}');
  }

  private void columns() {
    times();
    differences("offset", Entry::offset);
    differences("bound", Entry::bound);
    differences("freq", Entry::frequency);
    runs("stratum", Entry::stratum);
    runs("total", Entry::sources);
    runs("usable", Entry::usable);
    runs("falset", Entry::falsetickers);
    runs("reach", Entry::reach);
    runs("verdict", entry -> entry.state().ordinal());
    Map<String, Long> reasons = new LinkedHashMap<>(Map.of("", 0L));
    runs("reason", entry -> reasons.computeIfAbsent(entry.reasons(), id -> (long) reasons.size()));
    key("reasons").append('[');
    String comma = "";
    for (String ids : reasons.keySet()) {
      json.append(comma);
      text(json, ids);
      comma = ",";
    }
    json.append(']');
  }

  /** What a record is later than one interval after the record before. */
  private void times() {
    key("t").append('"');
    long due = entries.isEmpty() ? 0 : entries.getFirst().time();
    for (Entry entry : entries) {
      vlq(json, entry.time() - due);
      due = entry.time() + report.timeline().interval();
    }
    json.append('"');
  }

  private void differences(String name, ToLongFunction<Entry> column) {
    StringBuilder values = new StringBuilder(entries.size() * 4);
    key(name).append("{\"have\":[");
    long last = 0;
    long run = 0;
    boolean have = true;
    for (Entry entry : entries) {
      long value = column.applyAsLong(entry);
      if (have != entry.has(value)) {
        json.append(run).append(',');
        have = !have;
        run = 0;
      }
      run++;
      if (have) {
        value = Math.clamp(value, -LARGEST, LARGEST);
        vlq(values, value - last);
        last = value;
      }
    }
    json.append(run).append("],\"v\":\"").append(values).append("\"}");
  }

  private void runs(String name, ToLongFunction<Entry> column) {
    key(name).append('[');
    for (int i = 0; i < entries.size(); ) {
      int start = i;
      long value = column.applyAsLong(entries.get(i));
      while (i < entries.size() && column.applyAsLong(entries.get(i)) == value) {
        i++;
      }
      json.append(start == 0 ? "" : ",").append(value == Entry.ABSENT ? "null" : value);
      json.append(',').append(i - start);
    }
    json.append(']');
  }

  /**
   * Times without a record as differences of their ends, one after the other; incidents as their
   * ends.
   */
  private void places() {
    key("gaps").append('"');
    long last = report.timeline().period().from();
    for (Period empty : report.timeline().empty()) {
      vlq(json, empty.from() - last);
      vlq(json, empty.length());
      last = empty.to();
    }
    json.append('"');
    key("incidents").append('[');
    for (Incident incident : report.incidents()) {
      json.append(incident.number() == 1 ? "[" : ",[").append(incident.from());
      json.append(',').append(incident.to()).append(']');
    }
    json.append(']');
  }

  /** Sign in the lowest bit, five bits a digit, the lowest first, bit 6 tells that more follow. */
  static void vlq(StringBuilder out, long value) {
    long rest = value < 0 ? -value << 1 | 1 : value << 1;
    do {
      int digit = (int) (rest & 31);
      rest >>>= 5;
      out.append(DIGITS.charAt(rest == 0 ? digit : digit | 32));
    } while (rest != 0);
  }

  /** A JSON string that cannot end the script element it stands in. */
  static void text(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' || c > '~') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private void number(String name, long value) {
    key(name).append(value);
  }

  private StringBuilder key(String name) {
    char last = json.charAt(json.length() - 1);
    return json.append(last == '{' ? "\"" : ",\"").append(name).append("\":");
  }
}
