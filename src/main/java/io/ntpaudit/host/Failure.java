package io.ntpaudit.host;

/** Why a fact could not be had, in a word and in a sentence for a person. */
public record Failure(ErrorKind kind, String text) {}
