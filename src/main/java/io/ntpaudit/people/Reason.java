package io.ntpaudit.people;

import io.ntpaudit.audit.Severity;

/**
 * A reason as a person reads it.
 *
 * @param text what was seen on this host
 * @param remedy what to do first, in a line
 */
record Reason(String id, Severity severity, String text, String remedy) {}
