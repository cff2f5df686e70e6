package io.ntpaudit.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;

/** What a key's value may be: it tells a good value from a bad one, and what was expected. */
public enum Kind {
  SWITCH("true or false"),
  COUNT("a whole number from 0 to 1000000"),
  /** The log's tail that is read holds at least so many records. */
  RUNS("a whole number from 1 to 20"),
  PORT("a port from 1 to 65535"),
  FACTOR("a number above 0, such as 3"),
  SECONDS("a number of seconds above 0, such as 0.1"),
  DURATION("a duration, such as 30s, 10m, 2h or 500ms"),
  /** systemd gives the whole audit 30 s. */
  TIMEOUT("a duration from 100ms to 20s"),
  MINUTES("whole minutes from 1m to 7d, such as 5m"),
  /** Loki's rules look back six times as far, and it allows them 30 days (max_query_length). */
  INTERVAL("whole minutes from 1m to 1d, such as 5m"),
  SHARE("a number between 0 and 1, such as 0.2"),
  SIZE("a size, such as 10M"),
  PERIOD("daily, weekly, monthly or yearly"),
  /** Audits run in the C locale, in which Java can name no file that has other letters. */
  PATH("an absolute path in ASCII"),
  FILE("an absolute path of a file, in ASCII"),
  OWN_FILE("an absolute path of a file outside of the system's own folders, in ASCII"),
  URL("an http, https or file URL without a user"),
  /** It stands in a file that all may read. */
  PUSH_URL("an http or https URL without a user (alloy.username, alloy.password_file)"),
  NAME("a name without blanks or quotes"),
  CALENDAR("a calendar event of systemd, such as *:0/5"),
  CRON("five fields of cron, such as */5 * * * *"),
  AUTO_OR_LIST("auto, or a list of names");

  private static final String DIGITS = "0123456789";

  private static final String[] SYSTEM = {
    "/bin/", "/boot/", "/etc/", "/lib/", "/lib64/", "/proc/", "/sbin/", "/sys/", "/usr/"
  };

  private final String expected;

  Kind(String expected) {
    this.expected = expected;
  }

  /** What a value of this kind looks like, for a person. */
  public String expected() {
    return expected;
  }

  /** Whether the text is a value of this kind; a list's elements are each asked as a name. */
  boolean accepts(String text) {
    return switch (this) {
      case SWITCH -> text.equals("true") || text.equals("false");
      case COUNT -> whole(text, 0, 1_000_000);
      case RUNS -> whole(text, 1, 20);
      case PORT -> whole(text, 1, 65_535);
      case FACTOR, SECONDS -> between(number(text), Double.MIN_NORMAL, 1e9);
      case DURATION -> duration(text) != null;
      case TIMEOUT -> between(millis(text), 100, 20_000);
      case MINUTES -> minutes(text, 7 * 24 * 60);
      case INTERVAL -> minutes(text, 24 * 60);
      case SHARE -> between(number(text), 0.001, 0.999);
      case SIZE -> size(text);
      case PERIOD -> isPeriod(text);
      case PATH ->
          text.startsWith("/") && word(text) && ascii(text) && !(text + "/").contains("/../");
      case FILE -> PATH.accepts(text) && !text.endsWith("/");
      case OWN_FILE -> FILE.accepts(text) && !ofTheSystem(text);
      case URL -> url(text) && word(text) && text.indexOf('#') < 0;
      case PUSH_URL -> URL.accepts(text) && text.startsWith("http");
      case NAME -> word(text);
      case CALENDAR -> !text.isBlank() && none(text, "\"'\\");
      case CRON -> CronFields.read(text).isPresent();
      case AUTO_OR_LIST -> text.equals("auto");
    };
  }

  /** Where a slip of one line would put records into a file that the host needs. */
  private static boolean ofTheSystem(String path) {
    int start = 0;
    while (path.startsWith("//", start)) {
      start++;
    }
    for (String folder : SYSTEM) {
      if (path.startsWith(folder, start)) {
        return true;
      }
    }
    return false;
  }

  private static boolean url(String text) {
    try {
      URI url = new URI(text);
      String server = url.getRawAuthority();
      return switch (String.valueOf(url.getScheme())) {
        case "http", "https" -> server != null && server(server);
        case "file" -> server == null && text.startsWith("file:///");
        default -> false;
      };
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** A host with or without a port. No user: a password would be seen by all. */
  private static boolean server(String text) {
    int colon = text.indexOf(':', text.lastIndexOf(']') + 1);
    String host = colon < 0 ? text : text.substring(0, colon);
    return !host.isEmpty()
        && none(host, "@%")
        && (colon < 0 || PORT.accepts(text.substring(colon + 1)));
  }

  /** NaN where the text is no duration. */
  private static double millis(String text) {
    Duration duration = duration(text);
    return duration == null ? Double.NaN : duration.toMillis();
  }

  private static boolean minutes(String text, int most) {
    return millis(text) % 60_000 == 0 && between(millis(text) / 60_000, 1, most);
  }

  private static boolean isPeriod(String text) {
    return switch (text) {
      case "daily", "weekly", "monthly", "yearly" -> true;
      default -> false;
    };
  }

  private static boolean whole(String text, int low, int high) {
    return only(text, DIGITS) && between(number(text), low, high);
  }

  private static boolean between(double value, double low, double high) {
    return value >= low && value <= high;
  }

  /** NaN where the text is no plain decimal number. */
  static double number(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
        return Double.NaN;
      }
    }
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** The duration, or null. A bare number is in seconds. */
  public static Duration duration(String text) {
    int end = 0;
    while (end < text.length()
        && (Character.isDigit(text.charAt(end)) || text.charAt(end) == '.')) {
      end++;
    }
    double value = end == 0 ? Double.NaN : number(text.substring(0, end));
    double unit =
        switch (text.substring(end)) {
          case "ms" -> 0.001;
          case "", "s" -> 1;
          case "m", "min" -> 60;
          case "h" -> 3600;
          case "d" -> 86400;
          default -> Double.NaN;
        };
    double seconds = value * unit;
    return seconds >= 0 && seconds <= 1e9 ? Duration.ofMillis(Math.round(seconds * 1000)) : null;
  }

  private static boolean size(String text) {
    int last = text.length() - 1;
    String digits =
        last > 0 && "kMG".indexOf(text.charAt(last)) >= 0 ? text.substring(0, last) : text;
    return only(digits, DIGITS) && between(number(digits), 1, 1e12);
  }

  private static boolean only(String text, String allowed) {
    for (int i = 0; i < text.length(); i++) {
      if (allowed.indexOf(text.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Without control characters too: the text goes into files that other programs read by the line.
   */
  private static boolean none(String text, String refused) {
    for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
      c = text.codePointAt(i);
      boolean half = Character.getType(c) == Character.SURROGATE; // no UTF-8 can say it
      if (half || Character.isISOControl(c) || refused.indexOf(c) >= 0) {
        return false;
      }
    }
    return true;
  }

  static boolean ascii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }

  private static boolean word(String text) {
    return !text.isEmpty() && none(text, " \"'\\");
  }

  /** Whether the text may stand in a list. */
  static boolean listElement(String text) {
    return word(text);
  }
}
