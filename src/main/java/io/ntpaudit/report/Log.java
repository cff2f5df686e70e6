package io.ntpaudit.report;

import io.ntpaudit.audit.AuditRecord;
import io.ntpaudit.audit.Field;
import io.ntpaudit.audit.MalformedRecord;
import io.ntpaudit.audit.RecordJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was read of a log: the period's entries in order of time, and all that was odd. */
final class Log {
  /** Values are told apart up to this number: a hostile log may hold any number of them. */
  private static final int DISTINCT = 12;

  /** Odd places are named up to this number, and all are counted. */
  private static final int NAMED = 20;

  private static final Instant END_OF_TIME = Instant.parse("9999-12-31T23:59:59Z");

  private final Period asked;
  private final Entry.Maker maker = new Entry.Maker();
  private long previous = Long.MIN_VALUE;

  private List<Entry> entries = new ArrayList<>();
  private Entry before;
  private long first = Long.MAX_VALUE;
  private final List<FileCount> files = new ArrayList<>();
  private int olderFiles;
  private long outside;
  private long later;
  private long twice;
  private long broken;
  private final List<String> brokenPlaces = new ArrayList<>();
  private long jumpsBack;
  private final List<Period> namedJumpsBack = new ArrayList<>();
  private final Map<Field, Map<String, Seen>> seen = new LinkedHashMap<>();
  private AuditRecord last = new AuditRecord();
  private long lastTime;

  Log(Period asked) {
    this.asked = asked;
  }

  /**
   * A file that was read, or why not.
   *
   * @param sha256 of the bytes on the disk
   * @param problem empty where it was read to its end
   */
  record FileCount(String name, long lines, long broken, String sha256, String problem) {
    static FileCount unread(String name, String problem) {
      return new FileCount(name, 0, 0, "", problem);
    }
  }

  /**
   * How often a value occurs in the period.
   *
   * @param first the earliest time, ms
   */
  record Seen(long times, long first) {}

  /** Takes a line; false where it is no record. */
  boolean line(LineReader line, String file, long number) {
    if (line.isTooLong()) {
      return broken(file, number, "longer than " + LineReader.LONGEST / 1024 + " KiB");
    }
    try {
      AuditRecord record = RecordJson.read(line.line(), 0, line.length());
      Instant time = record.time();
      if (!time.isAfter(Instant.EPOCH) || time.isAfter(END_OF_TIME)) {
        return broken(file, number, "no time that can be read");
      }
      add(record, time);
      return true;
    } catch (MalformedRecord e) {
      return broken(file, number, line.isWhole() ? "not one JSON object" : "cut short");
    }
  }

  private boolean broken(String file, long number, String why) {
    broken++;
    if (brokenPlaces.size() < NAMED) {
      brokenPlaces.add(file + ", line " + number + ": " + why);
    }
    return false;
  }

  private void add(AuditRecord record, Instant instant) {
    Entry entry = maker.entry(record, instant);
    long time = entry.time();
    first = Math.min(first, time);
    if (time < previous && (asked.contains(time) || asked.contains(previous))) {
      jumpsBack++;
      if (namedJumpsBack.size() < NAMED) {
        namedJumpsBack.add(new Period(time, previous));
      }
    }
    previous = time;
    if (asked.contains(time)) {
      entries.add(entry);
      remember(record, time);
    } else {
      outside(entry);
    }
  }

  private void outside(Entry entry) {
    outside++;
    if (entry.time() >= asked.to()) {
      later++;
    } else if (before == null || entry.time() >= before.time()) {
      before = entry;
    }
  }

  private void remember(AuditRecord record, long time) {
    if (time >= lastTime) {
      lastTime = time;
      last = record;
    }
    for (Field field : List.of(Field.SCHEMA, Field.VERSION, Field.HOST)) {
      Map<String, Seen> values = seen.computeIfAbsent(field, none -> new LinkedHashMap<>());
      String value = maker.text(record.text(field, ""));
      Seen old = values.getOrDefault(value, new Seen(0, time));
      if (old.times > 0 || values.size() < DISTINCT) {
        values.put(value, new Seen(old.times + 1, Math.min(old.first, time)));
      }
    }
  }

  void add(FileCount file) {
    files.add(file);
  }

  void olderFile() {
    olderFiles++;
  }

  /** Sets the entries in order of time and leaves out those that are there twice. */
  Log sorted() {
    entries.sort(Comparator.comparingLong(Entry::time));
    List<Entry> unique = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      if (unique.isEmpty() || !unique.getLast().equals(entry)) {
        unique.add(entry);
      }
    }
    twice = entries.size() - unique.size();
    entries = unique;
    return this;
  }

  /** Whether the files begin before the period that was asked for. */
  boolean beginsBefore() {
    return olderFiles > 0 || first < asked.from();
  }

  /**
   * The period that was asked for, without the time before the log began, and without that which a
   * step forward jumped over before its first record.
   */
  Period period() {
    if (before != null && !entries.isEmpty()) {
      Entry entry = entries.getFirst();
      long jumped = entry.jumped(before);
      if (jumped > 0 && entry.time() - jumped <= asked.from()) {
        return asked.startingAt(entry.time());
      }
    }
    boolean isLater = !beginsBefore() && first < asked.to();
    return isLater ? asked.startingAt(first) : asked;
  }

  List<Entry> entries() {
    return entries;
  }

  /** The last entry before the period, which may stand at its start; null where there is none. */
  Entry before() {
    return before;
  }

  List<FileCount> files() {
    return files;
  }

  /** Whether there is no file of the log, or none that can be read. */
  boolean isNowhere() {
    return olderFiles == 0 && files.stream().allMatch(file -> file.sha256().isEmpty());
  }

  /** Files left out because they were last written to before the period. */
  int olderFiles() {
    return olderFiles;
  }

  /** Records of the files read that lie outside the period. */
  long outside() {
    return outside;
  }

  /** Those of them that are later than its end. */
  long later() {
    return later;
  }

  long twice() {
    return twice;
  }

  long broken() {
    return broken;
  }

  /** The first of the broken lines, with the reason. */
  List<String> brokenPlaces() {
    return brokenPlaces;
  }

  /** How often a record is earlier than the one above it in the file. */
  long jumpsBack() {
    return jumpsBack;
  }

  /** The first of these jumps: from the later time back to the earlier. */
  List<Period> namedJumpsBack() {
    return namedJumpsBack;
  }

  /** The values of schema, version or host in the period. */
  Map<String, Seen> seen(Field field) {
    return seen.getOrDefault(field, Map.of());
  }

  /** The latest record of the period; empty where there is none. */
  AuditRecord last() {
    return last;
  }
}
