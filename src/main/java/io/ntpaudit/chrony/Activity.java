package io.ntpaudit.chrony;

/**
 * How many NTP sources chronyd polls ({@code chronyc activity}). Reference clocks are not counted;
 * online means polled, not reachable.
 */
public record Activity(
    int online, int offline, int burstOnline, int burstOffline, int unresolved) {}
