package io.ntpaudit.report;

import io.ntpaudit.audit.AuditRecord;
import io.ntpaudit.audit.Field;
import io.ntpaudit.audit.RecordJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * A log as a host would write it, with every kind of fault, the same for the same seed. Each 30
 * days hold: no usable source, a power failure, chronyd stopped, a second clock writer, an hour
 * without audits, a falseticker that comes and goes, a jump of the clock, two lost records.
 */
public final class MadeUpLog {
  static final Duration INTERVAL = Duration.ofMinutes(5);
  private static final int PER_DAY = 288;
  private static final int PER_FILE = 30 * PER_DAY;
  private static final int CYCLE = 30 * PER_DAY;

  private final Random random;
  private final Instant start;
  private final int size;
  private final List<byte[]> lines = new ArrayList<>();
  private double offset;
  private double frequency = -12.4;
  private int boot = 1;
  private int reach = 8;
  private boolean flaps;

  /**
   * @param end the time of the last record
   */
  MadeUpLog(int days, Instant end, long seed) {
    this.random = new Random(seed);
    this.size = days * PER_DAY;
    this.start = end.minus(INTERVAL.multipliedBy(size - 1L));
    for (int i = 0; i < size; i++) {
      line(i);
    }
  }

  /**
   * Writes audit.log and its rotated files.
   *
   * @param args folder, days, time of the last record (default: now)
   */
  public static void main(String[] args) throws IOException {
    Instant end = args.length > 2 ? Instant.parse(args[2]) : Instant.now().minusSeconds(100);
    new MadeUpLog(Integer.parseInt(args[1]), end, 7).write(Path.of(args[0]));
  }

  List<byte[]> lines() {
    return lines;
  }

  /** The log of the last 30 days, and one compressed file for each 30 days before. */
  Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    int files = (lines.size() + PER_FILE - 1) / PER_FILE;
    for (int number = 0; number < files; number++) {
      int to = lines.size() - number * PER_FILE;
      List<byte[]> part = lines.subList(Math.max(0, to - PER_FILE), to);
      String name = "audit.log" + (number == 0 ? "" : "." + number) + (number > 1 ? ".gz" : "");
      Path file = folder.resolve(name);
      write(file, part);
      Instant last = start.plus(INTERVAL.multipliedBy((long) size - 1 - (long) number * PER_FILE));
      Files.setLastModifiedTime(file, FileTime.from(last));
    }
    return folder.resolve("audit.log");
  }

  private static void write(Path file, List<byte[]> lines) throws IOException {
    boolean isCompressed = file.toString().endsWith(".gz");
    try (OutputStream raw = Files.newOutputStream(file);
        OutputStream out = isCompressed ? new GZIPOutputStream(raw) : raw) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      lines.forEach(all::writeBytes);
      all.writeTo(out);
    }
  }

  private void line(int index) {
    int i = index % CYCLE;
    if (between(i, 1_801, 1_873) || between(i, 5_031, 5_042) || i == 2_610 || i == 7_393) {
      if (i == 1_801) {
        lines.add("{\"timestamp\":\"2026-10-".getBytes(StandardCharsets.UTF_8));
        lines.add("\n".getBytes(StandardCharsets.UTF_8));
        boot++;
      }
      return;
    }
    if (i == 4_000) {
      lines.add("write error\n".getBytes(StandardCharsets.UTF_8));
    }
    lines.add(RecordJson.line(record(index, i)));
  }

  private static boolean between(int i, int first, int last) {
    return i >= first && i <= last;
  }

  private AuditRecord record(int index, int i) {
    Instant time = start.plus(INTERVAL.multipliedBy(index)).plusMillis(random.nextInt(-40, 41));
    AuditRecord record =
        new AuditRecord()
            .with(Field.TIMESTAMP, time.toString())
            .with(Field.SCHEMA, 1L)
            .with(Field.VERSION, "1.0.0")
            .with(Field.HOST, "db-07.example.net")
            .with(Field.BOOT_ID, "9f3c2a10-0000-4000-8000-%012d".formatted(boot))
            .with(Field.VIRTUALIZATION, "kvm")
            .with(Field.NTP_PHC_STATUS, "ok")
            .with(Field.NTP_MODULES_STATUS, "ok")
            .with(Field.DURATION_MS, 31L);
    if (between(i, 2_774, 2_781)) {
      reach = 0;
      return verdict(record, "unknown", "chronyd-unreachable")
          .with(Field.SYNC_STATUS, "unknown")
          .with(Field.ERROR_KIND, "unreachable")
          .with(Field.ERROR, "chronyd does not answer");
    }
    return judged(measured(record, i), i);
  }

  private AuditRecord measured(AuditRecord record, int i) {
    boolean isAlone = between(i, 496, 528);
    boolean isFought = between(i, 3_653, 3_939);
    frequency += random.nextGaussian() * (isFought ? 0.4 : 0.01) + (-12.4 - frequency) * 0.1;
    offset = offset * 0.3 + random.nextGaussian() * (isFought ? 900e-6 : 11e-6);
    reach =
        isAlone ? Math.max(0, reach - 1) : reach < 8 ? reach + 1 : random.nextInt(40) < 1 ? 7 : 8;
    double shown = offset + (between(i, 6_963, 6_967) ? -0.352 : isAlone ? (i - 496) * 11e-6 : 0);
    double dispersion =
        isAlone
            ? 1e-3 + (i - 496) * 430e-6
            : 500e-6 + random.nextInt(12) * random.nextInt(12) * 10e-6;
    double delay = 1.6e-3 + random.nextInt(100) * 4e-6;
    return record
        .with(Field.SYNC_STATUS, "ok")
        .with(Field.TRANSPORT, "unix")
        .with(Field.LEAP_STATUS, 0L)
        .with(Field.STRATUM, i / 700 % 4 == 3 ? 2L : 3L)
        .with(Field.REFERENCE_ID, "A29FC87B")
        .with(Field.REFERENCE_NAME, "time.cloudflare.com")
        .with(Field.CURRENT_CORRECTION, shown)
        .with(Field.LAST_OFFSET, -offset * 0.8)
        .with(Field.RMS_OFFSET, 12e-6)
        .with(Field.FREQUENCY_PPM, frequency)
        .with(Field.RESIDUAL_FREQ, 0.001)
        .with(Field.SKEW, 0.02)
        .with(Field.ROOT_DELAY, delay)
        .with(Field.ROOT_DISPERSION, dispersion)
        .with(Field.UPDATE_INTERVAL, 64.2)
        .with(Field.CLOCK_ERROR_BOUND, Math.abs(shown) + dispersion + delay / 2)
        .with(Field.SELECTED_SOURCE, "time.cloudflare.com")
        .with(Field.SYNC_AGE, isAlone ? (i - 494) * 300.0 : random.nextInt(64))
        .with(Field.SOURCES, 5L)
        .with(Field.SOURCES_USABLE, isAlone ? 0L : random.nextInt(20) < 1 ? 4L : 5L)
        .with(Field.SOURCES_FALSETICKER, 0L)
        .with(Field.REACH, (long) reach);
  }

  private AuditRecord judged(AuditRecord record, int i) {
    if (between(i, 496, 499)) {
      return verdict(record, "warning", "stale");
    } else if (between(i, 500, 528)) {
      return verdict(record, "critical", "no-usable-source,stale");
    } else if (between(i, 3_653, 3_939)) {
      return verdict(record, "warning", "competing-daemon")
          .with(Field.NTP_CONFLICT, "systemd-timesyncd_active")
          .with(Field.NTP_CONFLICTS, "systemd-timesyncd_active");
    } else if (between(i, 5_940, 6_093)) {
      return flapping(record, i);
    } else if (i == 6_963) {
      return verdict(record, "warning", "stepped").with(Field.CLOCK_STEP, 0.352);
    } else if (between(i, 6_965, 6_967)) {
      return verdict(record, "warning", "offset,error-bound");
    } else if (i == 6_968) {
      return verdict(record, "warning", "stepped").with(Field.CLOCK_STEP, -0.352);
    }
    return verdict(record, "ok", "none");
  }

  private AuditRecord flapping(AuditRecord record, int i) {
    flaps = i == 5_940 || i != 6_093 && (random.nextInt(6) == 0 ? !flaps : flaps);
    return flaps
        ? verdict(record, "warning", "falseticker")
            .with(Field.SOURCES_FALSETICKER, 1L)
            .with(Field.SOURCES_USABLE, 4L)
        : verdict(record, "ok", "none");
  }

  private static AuditRecord verdict(AuditRecord record, String verdict, String reasons) {
    return record.with(Field.VERDICT, verdict).with(Field.REASONS, reasons);
  }
}
