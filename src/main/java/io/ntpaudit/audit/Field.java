package io.ntpaudit.audit;

import static io.ntpaudit.audit.Field.Type.COUNT;
import static io.ntpaudit.audit.Field.Type.FLAG;
import static io.ntpaudit.audit.Field.Type.PPM;
import static io.ntpaudit.audit.Field.Type.SECONDS;
import static io.ntpaudit.audit.Field.Type.TEXT;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Every field of the record, in the order in which it is written.
 *
 * <p>A field's meaning, unit, sign and source stand in {@code record.schema.json}; a test holds the
 * two to each other. A field that could not be measured is absent from the record.
 */
public enum Field {
  TIMESTAMP(TEXT),
  SCHEMA(COUNT),
  VERSION(TEXT),
  HOST(TEXT),
  VERDICT(TEXT),
  REASONS(TEXT),
  PENDING(TEXT),
  SINCE(TEXT),
  RUNS(COUNT), // Loki's rules look for its last digit by what follows
  SYNC_STATUS(TEXT),
  LEAP_STATUS(COUNT),
  STRATUM(COUNT),
  REFERENCE_ID(TEXT),
  REFERENCE_NAME(TEXT),
  REF_TIME(SECONDS),
  CURRENT_CORRECTION(SECONDS),
  LAST_OFFSET(SECONDS),
  RMS_OFFSET(SECONDS),
  FREQUENCY_PPM(PPM),
  RESIDUAL_FREQ(PPM),
  SKEW(PPM),
  ROOT_DELAY(SECONDS),
  ROOT_DISPERSION(SECONDS),
  UPDATE_INTERVAL(SECONDS),
  CLOCK_ERROR_BOUND(SECONDS),
  SELECTED_SOURCE(TEXT),
  SOURCES(COUNT),
  SOURCES_USABLE(COUNT),
  SOURCES_FALSETICKER(COUNT),
  REACH(COUNT),
  SYNC_AGE(SECONDS),
  NTP_CONFLICT(TEXT),
  NTP_CONFLICTS(TEXT),
  CLOCK_SETTERS(TEXT),
  NTP_PHC_STATUS(TEXT),
  NTP_PHC_DEVICE(TEXT),
  PHC_CLOCK_NAME(TEXT),
  PHC_IN_USE(FLAG),
  NTP_MODULES_STATUS(TEXT),
  KERNEL_SYNC(FLAG),
  VIRTUALIZATION(TEXT),
  TRANSPORT(TEXT),
  BOOT_ID(TEXT),
  UPTIME(SECONDS),
  CLOCK_STEP(SECONDS),
  DURATION_MS(COUNT),
  ERROR_KIND(TEXT),
  ERROR(TEXT);

  /** What a field's value is in JSON. */
  public enum Type {
    TEXT,
    /** A whole number. */
    COUNT,
    /** Seconds, written with up to nine decimals, as chronyc prints them. */
    SECONDS,
    /** Parts per million, written with up to three decimals, as chronyc prints them. */
    PPM,
    FLAG
  }

  private final Type type;
  private final String json = name().toLowerCase(Locale.ROOT);
  private final byte[] key = json.getBytes(StandardCharsets.US_ASCII);

  Field(Type type) {
    this.type = type;
  }

  public Type type() {
    return type;
  }

  /** The key in the JSON object. */
  public String json() {
    return json;
  }

  /** Whether the key in these bytes is this field's. */
  boolean isKey(byte[] bytes, int from, int length) {
    return length == key.length
        && bytes[from] == key[0]
        && Arrays.equals(bytes, from, from + length, key, 0, length);
  }
}
