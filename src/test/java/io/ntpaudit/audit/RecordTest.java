package io.ntpaudit.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ntpaudit.chrony.Source.Mode;
import io.ntpaudit.chrony.Source.State;
import io.ntpaudit.chrony.Tracking.Leap;
import io.ntpaudit.config.Config;
import io.ntpaudit.daemons.Writer;
import io.ntpaudit.host.ErrorKind;
import io.ntpaudit.host.Failure;
import io.ntpaudit.host.Measured;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The record: what stands in it, and what does not. */
class RecordTest {
  private final SimulatedHost host = new SimulatedHost();

  private AuditRecord record() {
    return record("web-01");
  }

  private AuditRecord record(String name) {
    HostFacts facts = host.facts();
    Assessment assessment = Assessment.of(facts, Limits.of(Config.defaults()), Past.NONE);
    return Recorder.record(name, facts, assessment, Past.NONE, 42);
  }

  private static String line(AuditRecord record) {
    return new String(RecordJson.line(record), StandardCharsets.UTF_8);
  }

  @Test
  void aHealthyHost() {
    ValidRecords.assertValid(record());
    assertEquals(
        """
        {"timestamp":"2026-11-23T00:00:12.345Z","schema":1,"version":"dev","host":"web-01",\
        "verdict":"ok","reasons":"none","since":"2026-11-23T00:00:12.345Z","runs":1,\
        "sync_status":"ok","leap_status":0,"stratum":3,"reference_id":"C0000201",\
        "reference_name":"192.0.2.1","ref_time":1795391991.5,"current_correction":0.000012,\
        "last_offset":-0.000003,"rms_offset":0.00002,"frequency_ppm":-12.345,\
        "residual_freq":0.001,"skew":0.02,"root_delay":0.02,"root_dispersion":0.0005,\
        "update_interval":64.5,"clock_error_bound":0.010512,"selected_source":"192.0.2.1",\
        "sources":4,"sources_usable":4,"sources_falseticker":0,"reach":8,"sync_age":23,\
        "ntp_conflict":"none","ntp_phc_status":"n/a","ntp_phc_device":"none",\
        "ntp_modules_status":"n/a","kernel_sync":true,"virtualization":"none",\
        "transport":"unix","boot_id":"3a0b6c7e-6e0f-4f0b-8d0a-0c6a4f2f5d11","uptime":1000000,\
        "duration_ms":42}
        """,
        line(record()));
  }

  @Test
  void aHostWithEverythingWrong() {
    host.correction = -0.5;
    host.only(State.SELECTED, 6, 0525, 700).source(State.FALSETICKER, "ntp.example", 6, 1, 9);
    host.writer("systemd-timesyncd", Writer.State.ENABLED).writer("ntpd", Writer.State.ACTIVE);
    host.writer("qemu-ga", Writer.State.ON_DEMAND).writer("hv_utils", Writer.State.ON_DEMAND);
    host.phc("/dev/ptp0", "hyperv").kernelSync = Measured.of(false);
    AuditRecord record = ValidRecords.assertValid(record());
    assertEquals("critical", record.text(Field.VERDICT, ""));
    assertEquals(
        "few-sources,stale,phc-unused,kernel-unsynchronised", record.text(Field.REASONS, ""));
    assertEquals("falseticker,offset,error-bound,competing-daemon", record.text(Field.PENDING, ""));
    assertEquals("systemd-timesyncd_enabled", record.text(Field.NTP_CONFLICT, ""));
    assertEquals("systemd-timesyncd_enabled,ntpd_active", record.text(Field.NTP_CONFLICTS, ""));
    assertEquals("qemu-ga_active,hv_utils_active", record.text(Field.CLOCK_SETTERS, ""));
    assertEquals(4, record.count(Field.REACH).orElseThrow());
    assertEquals(OptionalDouble.of(700), record.number(Field.SYNC_AGE));
    assertTrue(record.has(Field.PHC_IN_USE) && !record.flag(Field.PHC_IN_USE));
    assertTrue(record.has(Field.KERNEL_SYNC) && !record.flag(Field.KERNEL_SYNC));
  }

  /** The first is what the remedy names. */
  @Test
  void besideAChronydThatSetsNoClockTheOneThatRunsIsNamedLast() {
    host.undisciplined().writer("ntpsec", Writer.State.ACTIVE);
    assertEquals("ntpsec_active", record().text(Field.NTP_CONFLICT, ""));
    host.writer("phc2sys", Writer.State.ENABLED).writer("timemaster", Writer.State.ENABLED);
    AuditRecord record = ValidRecords.assertValid(record());
    assertEquals("phc2sys_enabled", record.text(Field.NTP_CONFLICT, ""));
    assertEquals(
        "phc2sys_enabled,timemaster_enabled,ntpsec_active", record.text(Field.NTP_CONFLICTS, ""));
  }

  private static final Set<Field> OF_CHRONYD =
      Arrays.stream(Field.values())
          .filter(field ->
              field.compareTo(Field.LEAP_STATUS) >= 0 && field.compareTo(Field.SYNC_AGE) <= 0)
          .collect(Collectors.toSet());

  @ParameterizedTest
  @EnumSource
  void aFailedAuditWritesARecordToo(ErrorKind kind) {
    host.fails(kind);
    AuditRecord record = ValidRecords.assertValid(record());
    assertEquals("unknown", record.text(Field.VERDICT, ""));
    assertEquals("chronyd-" + kind.word(), record.text(Field.REASONS, ""));
    assertEquals("unknown", record.text(Field.SYNC_STATUS, ""));
    assertEquals(kind.word(), record.text(Field.ERROR_KIND, ""));
    assertEquals("made to fail", record.text(Field.ERROR, ""));
    OF_CHRONYD.forEach(field -> assertFalse(record.has(field), field.json()));
    assertFalse(record.has(Field.TRANSPORT));
    assertTrue(record.has(Field.NTP_CONFLICT) && record.has(Field.VIRTUALIZATION));
  }

  /** What chronyd cannot have measured without a reference. */
  private static final Set<Field> OF_THE_REFERENCE =
      EnumSet.of(
          Field.REF_TIME,
          Field.CURRENT_CORRECTION,
          Field.RESIDUAL_FREQ,
          Field.SKEW,
          Field.ROOT_DELAY,
          Field.ROOT_DISPERSION,
          Field.CLOCK_ERROR_BOUND);

  /** What stays from its updates, where there was one. */
  private static final Set<Field> OF_UPDATES =
      EnumSet.of(Field.LAST_OFFSET, Field.RMS_OFFSET, Field.FREQUENCY_PPM, Field.UPDATE_INTERVAL);

  private AuditRecord assertAbsent(Set<Field> fields) {
    AuditRecord record = ValidRecords.assertValid(record());
    fields.forEach(field -> assertFalse(record.has(field), field.json()));
    return record;
  }

  @Test
  void whatChronydInventsIsLeftOut() {
    host.unsynchronised().all(State.UNUSABLE, 0, -1);
    assertAbsent(EnumSet.of(Field.SELECTED_SOURCE, Field.REACH, Field.SYNC_AGE));
    assertAbsent(OF_UPDATES);
    AuditRecord record = assertAbsent(OF_THE_REFERENCE);
    assertEquals("unsynchronised", record.text(Field.SYNC_STATUS, ""));
    assertEquals(3, record.count(Field.LEAP_STATUS).orElseThrow());
    assertEquals("", record.text(Field.REFERENCE_NAME, "?"));
    assertEquals(0, record.count(Field.SOURCES_USABLE).orElseThrow());
  }

  @Test
  void aLocalReferenceIsNothingToBeOffFrom() {
    host.localReference();
    assertAbsent(OF_UPDATES);
    AuditRecord record = assertAbsent(OF_THE_REFERENCE);
    assertEquals("ok", record.text(Field.SYNC_STATUS, ""));
    assertEquals("critical", record.text(Field.VERDICT, ""));
  }

  @Test
  void whatWasMeasuredBeforeTheReferenceWasLostStays() {
    double rms = host.rmsOffset;
    host.unsynchronised();
    host.rmsOffset = rms;
    host.frequency = -12.345; // from the driftfile, say
    host.updateInterval = 1.5;
    AuditRecord record = assertAbsent(OF_THE_REFERENCE);
    assertEquals(OptionalDouble.of(0), record.number(Field.LAST_OFFSET));
    assertEquals(OptionalDouble.of(rms), record.number(Field.RMS_OFFSET));
    assertEquals(OptionalDouble.of(-12.345), record.number(Field.FREQUENCY_PPM));
    assertEquals(OptionalDouble.of(1.5), record.number(Field.UPDATE_INTERVAL));
  }

  /** A reference clock without noise: with a reference a 0 is one that was measured. */
  @Test
  void aMeasuredZeroIsAValue() {
    host.correction = host.lastOffset = host.rmsOffset = host.frequency = 0;
    host.residualFreq = host.skew = host.rootDelay = host.rootDispersion = 0;
    host.updateInterval = 0; // there was one update only
    AuditRecord record = assertAbsent(EnumSet.of(Field.UPDATE_INTERVAL));
    OF_THE_REFERENCE.forEach(field -> assertTrue(record.has(field), field.json()));
    assertEquals(OptionalDouble.of(0), record.number(Field.LAST_OFFSET));
    assertEquals(OptionalDouble.of(0), record.number(Field.FREQUENCY_PPM));
  }

  @Test
  void whileALeapSecondIsPendingTheKernelsNoIsAbsent() {
    host.leap = Leap.INSERT;
    assertTrue(ValidRecords.assertValid(record()).flag(Field.KERNEL_SYNC));
    host.kernelSync = Measured.of(false);
    assertFalse(ValidRecords.assertValid(record()).has(Field.KERNEL_SYNC));
  }

  @Test
  void whatCouldNotBeSeenIsAbsent() {
    host.unseen = new Failure(ErrorKind.NOT_PERMITTED, "hidden");
    host.kernelSync = Measured.failed(ErrorKind.NOT_INSTALLED, "no logger");
    host.uptime = OptionalDouble.empty();
    host.bootId = null;
    AuditRecord record = ValidRecords.assertValid(record());
    for (Field field :
        List.of(
            Field.NTP_CONFLICT,
            Field.NTP_CONFLICTS,
            Field.KERNEL_SYNC,
            Field.UPTIME,
            Field.BOOT_ID,
            Field.PHC_IN_USE,
            Field.PHC_CLOCK_NAME,
            Field.CLOCK_SETTERS,
            Field.PENDING,
            Field.ERROR)) {
      assertFalse(record.has(field), field.json());
    }
    record.with(Field.SKEW, Double.NaN).with(Field.UPTIME, 1 / 0.0).with(Field.ERROR, null);
    assertEquals(OptionalDouble.of(0.02), record.number(Field.SKEW), "as it was");
    assertFalse(record.has(Field.UPTIME) || record.has(Field.ERROR));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\"b\\c",
        "line\nbreak\r\ttab",
        "\u0000\u0001\u001f\u007f\u0085",
        "A,B",
        "\u2028\u2029",
        "\uFFFD\uFFFD",
        "Zürich 東京 🕒",
        "</script><!--",
        "${jndi:x}",
        "{{.}}",
        "' OR 1=1"
      })
  void hostileNamesStayOneLineOfJson(String name) {
    host.referenceName = name;
    host.sources.clear();
    host.source(Mode.REFERENCE_CLOCK, State.SELECTED, name, 4, 0377, 3);
    host.phc("/dev/" + name, name);
    host.writer(name, Writer.State.ACTIVE);
    AuditRecord record = ValidRecords.assertValid(record(name));
    assertEquals(name, record.text(Field.SELECTED_SOURCE, "?"));
    assertEquals(name, record.text(Field.REFERENCE_NAME, "?"));
    assertEquals(name, record.text(Field.HOST, "?"));
    assertEquals(name, record.text(Field.PHC_CLOCK_NAME, "?"));
    assertFalse(line(record).strip().contains("\n"));
    assertTrue(line(record).strip().chars().noneMatch(Character::isISOControl));
  }

  // --- reading ---

  private static AuditRecord read(String line) throws MalformedRecord {
    byte[] bytes = ("xx" + line + "yy").getBytes(StandardCharsets.UTF_8);
    return RecordJson.read(bytes, 2, bytes.length - 4);
  }

  private static final String FULL =
      "{\"host\":\"a\\u00e9\\n\\ud83d\\udd52\",\"stratum\":3,\"skew\":-1.5e-3,\"uptime\":7,"
          + "\"kernel_sync\":true,\"phc_in_use\":false,\"later\":{\"a\":[1,{\"b\":null}],\"c\":\"}\"},"
          + "\"sources\":\"four\",\"error\":5,\"reach\":7.5,\"runs\":12345678901234567890}";

  @Test
  void readsWhatItKnowsAndLeavesOutTheRest() throws MalformedRecord {
    AuditRecord record = read(" " + FULL + " \r\n");
    assertEquals("aé\n🕒", record.text(Field.HOST, "?"));
    assertEquals(3, record.count(Field.STRATUM).orElseThrow());
    assertEquals(OptionalDouble.of(-0.0015), record.number(Field.SKEW));
    assertEquals(OptionalDouble.of(7), record.number(Field.UPTIME));
    assertTrue(record.flag(Field.KERNEL_SYNC));
    assertTrue(record.has(Field.PHC_IN_USE) && !record.flag(Field.PHC_IN_USE));
    for (Field field : List.of(Field.SOURCES, Field.ERROR, Field.REACH, Field.RUNS)) {
      assertFalse(record.has(field), field.json());
    }
  }

  @Test
  void everyTornLineIsRefused() {
    for (String whole : List.of(FULL, line(record()).strip())) {
      for (int length = 1; length < whole.length(); length++) {
        String torn = whole.substring(0, length);
        assertFalse(isRead(torn), torn);
        assertFalse(isRead(torn + whole), torn + whole);
      }
    }
  }

  private static boolean isRead(String line) {
    try {
      read(line);
      return true;
    } catch (MalformedRecord e) {
      return false;
    }
  }

  /** The reader takes a line if and only if Jackson takes it. */
  @Test
  void agreesWithJacksonOnWhatJsonIs() {
    JsonMapper jackson = new JsonMapper();
    Random random = new Random(11);
    String alphabet = "{}[]\",:\\/ \tnulltruefalse0123456789.-+eEu\"\"{}::,,\u0001é";
    for (int i = 0; i < 10_000; i++) {
      StringBuilder line = new StringBuilder(FULL);
      for (int change = random.nextInt(4); change >= 0; change--) {
        int at = random.nextInt(line.length());
        String replacement =
            random.nextInt(3) == 0
                ? ""
                : String.valueOf(alphabet.charAt(random.nextInt(alphabet.length())));
        line.replace(at, Math.min(line.length(), at + random.nextInt(3)), replacement);
      }
      assertEquals(isObject(jackson, line.toString()), isRead(line.toString()), line::toString);
    }
  }

  private static boolean isObject(JsonMapper jackson, String line) {
    try {
      JsonNode node = jackson.readTree(line);
      return node.isObject();
    } catch (JacksonException e) {
      return false;
    }
  }

  @Test
  void nestedWithoutEndIsRefused() {
    assertFalse(isRead("{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}"));
  }

  @Test
  void whatIsWrittenIsReadBack() {
    Stream.of(State.values()).forEach(state -> host.source(state, state.word(), 3, 0101, 5));
    host.writer("ntpd", Writer.State.ACTIVE).phc("/dev/ptp0", "hyperv");
    AuditRecord record = record();
    AuditRecord back = ValidRecords.assertValid(record);
    for (Field field : Field.values()) {
      assertEquals(record.has(field), back.has(field), field.json());
      assertEquals(record.text(field, ""), back.text(field, ""), field.json());
    }
    assertEquals(line(record), line(back));
  }
}
