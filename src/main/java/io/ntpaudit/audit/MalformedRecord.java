package io.ntpaudit.audit;

/** A line of the log that is no record. */
public final class MalformedRecord extends Exception {
  private static final long serialVersionUID = 1;

  MalformedRecord(String why) {
    super(why);
  }
}
