package io.ntpaudit.cli;

import io.ntpaudit.host.Terminal;
import io.ntpaudit.people.Display;

/** The colour of a word that says by itself how things stand. */
enum Ink {
  PLAIN(""),
  GOOD("\u001b[32m"),
  WARNING("\u001b[33m"),
  BAD("\u001b[31m");

  private static final String RESET = "\u001b[0m";

  private final String code;

  Ink(String code) {
    this.code = code;
  }

  /** What standard output shows. */
  static Display display() {
    return Display.of(Terminal.is(Terminal.STDOUT), System.getenv());
  }

  /** The word, filled up with blanks to the width. */
  String paint(String word, int width, Display display) {
    String filled = word + " ".repeat(Math.max(0, width - word.length()));
    return display.colour() && this != PLAIN ? code + filled + RESET : filled;
  }
}
