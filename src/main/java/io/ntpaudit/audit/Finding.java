package io.ntpaudit.audit;

/**
 * A reason that holds on this host.
 *
 * @param id the check's
 * @param text what was seen, in a sentence, with this host's values
 */
public record Finding(String id, Severity severity, String text) {}
