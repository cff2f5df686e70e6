package io.ntpaudit.config;

/**
 * What is wrong with the configuration, and where.
 *
 * @param file the file's path
 * @param line from 1; 0 where the file as a whole is meant
 * @param column from 1
 * @param text what is wrong, and what was expected
 */
public record Problem(String file, int line, int column, String text) {
  @Override
  public String toString() {
    return line == 0 ? file + ": " + text : file + ":" + line + ":" + column + ": " + text;
  }
}
