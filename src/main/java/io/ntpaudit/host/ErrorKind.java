package io.ntpaudit.host;

import java.util.Locale;

/** Kinds of failure: the same words in the record, the rules and the runbook. */
public enum ErrorKind {
  /** The program is not on the host. */
  NOT_INSTALLED,
  /** Nobody answers. */
  UNREACHABLE,
  /** Somebody is there and does not answer in time. */
  TIMED_OUT,
  /** The daemon refuses the question (chrony: {@code 501 Not authorised}). */
  DENIED,
  /** Client and daemon do not understand each other. */
  VERSION_MISMATCH,
  /** The answer makes no sense. */
  UNPARSEABLE,
  /** The operating system refuses the look. */
  NOT_PERMITTED;

  private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** The word in the record. */
  public String word() {
    return word;
  }
}
