package io.ntpaudit.audit;

/** The program's version and the record's. */
public final class Version {
  /** The version of the record's schema: a new one where a field changes its meaning. */
  public static final long SCHEMA = 1;

  private Version() {}

  /** The program's version, as the package was built; {@code dev} outside of it. */
  public static String program() {
    return System.getProperty("ntp-audit.version", "dev");
  }
}
